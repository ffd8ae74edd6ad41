import { membersOf, Script } from "../script.ts"

const members = membersOf(4)

const chatting = new Script(members).say(...members)
for (const member of members) chatting.rekey(member).say(...members)
/** Four members speak, and one after the other renews its keys: 20 messages. */
export const chat = chatting.workload("chat")

/** 0 adds 4, who speaks; 1 removes 2, 0 removes 3; the others speak in between: 20 messages. */
export const comeAndGo = new Script(members)
  .say(...members)
  .rekey("2")
  .say(...members)
  .add("0", "4")
  .say(...members, "4")
  .remove("1", "2")
  .say("0", "1", "3", "4")
  .remove("0", "3")
  .say("0", "1", "4")
  .workload("come-and-go")
