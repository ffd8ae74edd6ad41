import { strToU8, zipSync } from "fflate"
import { assert, describe, it } from "vitest"
import { readDiscord } from "../../src/kinds/discord.ts"
import { readSlack } from "../../src/kinds/slack.ts"
import { readTelegram } from "../../src/kinds/telegram.ts"
import { failure, notes, told } from "../kit.ts"

const second = 1_704_448_800

describe("a Slack export", () => {
  const message = (user: string, at: number, more: object = {}) => ({
    type: "message",
    user,
    ts: `${second + at}.000100`,
    text: "grüß dich",
    ...more
  })
  const files = {
    "channels.json": [
      { id: "C1", name: "general" },
      { id: "C2", name: "garden" }
    ],
    "users.json": [
      { id: "U1", name: "ann" },
      { id: "U2", name: "bob" },
      { id: "U3", name: "bob" }
    ],
    "garden/2024-01-06.json": [message("U2", 86_400), message("U4", 86_401, { subtype: "me_message" })],
    "garden/2024-01-05.json": [
      message("U1", 0, { subtype: "channel_join" }),
      message("U2", 1, { subtype: "channel_join", inviter: "U1" }),
      message("U3", 2, { subtype: "channel_join" }),
      message("U3", 3, { files: [{ size: 9_999 }], subtype: "file_share" }),
      message("U1", 4, { subtype: "channel_topic" }),
      { type: "message", subtype: "bot_message", bot_id: "B1", ts: `${second + 5}.000200`, text: "beep" },
      message("U3", 6, { subtype: "channel_leave" })
    ],
    "general/2024-01-05.json": [message("U1", 9)]
  }
  const zipped = (content: Readonly<Record<string, unknown>>, root = ""): Uint8Array =>
    zipSync(
      Object.fromEntries(
        Object.entries(content).map(([name, json]) => [root + name, strToU8(typeof json === "string" ? json : JSON.stringify(json))])
      )
    )

  it.for(["", "my export/"])("is read day by day, joins and invitations included, in %j", (root) => {
    const read = readSlack(zipped(files, root), "#garden")
    assert.deepStrictEqual(told(read), [
      "2024-01-05T10:00:00 join ann",
      "2024-01-05T10:00:01 add ann bob (U2)",
      "2024-01-05T10:00:02 join bob (U3)",
      "2024-01-05T10:00:03 say bob (U3) 11",
      "2024-01-05T10:00:06 leave bob (U3)",
      "2024-01-06T10:00:00 say bob (U2) 11",
      "2024-01-06T10:00:01 say U4 11"
    ])
    assert.deepStrictEqual(notes(read), { "notices of other kinds": 1, "messages by bots": 1 })
  })

  it("asks for a channel where there are several, and takes the only one", () => {
    const asked = failure(readSlack(zipped(files)))
    assert.strictEqual(asked.reason, "Option")
    assert.include(asked.message, '2 channels; expected: --channel NAME with one of "general", "garden"')
    assert.include(failure(readSlack(zipped(files), "gardn")).message, 'no channel "gardn"')
    assert.deepStrictEqual(told(readSlack(zipped({ ...files, "channels.json": [{ name: "general" }] }))), [
      "2024-01-05T10:00:09 say ann 11"
    ])
  })

  it.for([
    ["no list of channels", { "users.json": [] }, /the archive: no channels\.json; expected: the ZIP of a Slack export/],
    ["a day that is no JSON", { ...files, "garden/2024-01-05.json": "[{" }, /garden\/2024-01-05\.json: no JSON/],
    ["a day that is no array", { ...files, "garden/2024-01-05.json": {} }, /garden\/2024-01-05\.json: "\{\}"; expected: an array/],
    [
      "a message that is a number",
      { ...files, "garden/2024-01-05.json": [1] },
      /garden\/2024-01-05\.json, item 1: "1"; expected: an object/
    ],
    ["a message of no time", { ...files, "garden/2024-01-05.json": [{ user: "U1", text: "x" }] }, /message 1: nothing in ts/],
    ["a message from nobody", { ...files, "garden/2024-01-05.json": [{ ts: "1.0", text: "x" }] }, /message 1: a message from nobody/],
    ["a text that is none", { ...files, "garden/2024-01-05.json": [message("U1", 0, { text: 3 })] }, /message 1: "3" in text/]
  ] as const)("with %s is refused, saying where", ([, content, says]) => {
    const error = failure(readSlack(zipped(content), "garden"))
    assert.strictEqual(error.reason, "Malformed")
    assert.match(error.message, says)
  })
})

describe("a Discord export", () => {
  const author = (id: string, name: string, isBot = false) => ({ id, name, discriminator: "0000", nickname: name, isBot })
  const message = (type: string, by: object, content: string, mentions: ReadonlyArray<object> = []) => ({
    id: "1",
    type,
    timestamp: "2024-01-05T11:00:00.5+01:00",
    content,
    author: by,
    attachments: [],
    mentions
  })
  const [ann, bob, cid] = [author("1", "ann"), author("2", "bob"), author("3", "cid")]
  const channel = (messages: ReadonlyArray<unknown>) =>
    JSON.stringify({
      guild: { id: "9", name: "Garden" },
      channel: { id: "8", type: "GuildTextChat", name: "talk" },
      messages,
      messageCount: 1
    })

  it("is read with who joins, is added and removed; bots are left out", () => {
    const read = readDiscord(
      channel([
        message("GuildMemberJoin", ann, ""),
        message("Default", ann, "grüß dich"),
        message("RecipientAdd", ann, "", [bob]),
        message("Reply", bob, "hi", [ann]),
        message("RecipientRemove", ann, "", [bob]),
        message("RecipientRemove", cid, "", [cid]),
        message("ChannelPinnedMessage", ann, "Pinned a message."),
        message("Default", author("4", "beep", true), "beep")
      ])
    )
    assert.deepStrictEqual(
      told(read).map((line) => line.slice(24)),
      ["join ann", "say ann 11", "add ann bob", "say bob 2", "remove ann bob", "remove cid cid"]
    )
    assert.deepStrictEqual(notes(read), { "messages by bots": 1, "notices of other kinds": 1 })
  })

  it.for([
    ["no messages", '{"guild":{}}', /the file: nothing in messages; expected: an object with an array messages/],
    ["a time that is none", channel([{ ...message("Default", ann, "x"), timestamp: "5.1." }]), /message 1: "5\.1\." in timestamp/],
    [
      "no author",
      channel([{ ...message("Default", ann, "x"), author: {} }]),
      /message 1: "\{\}" in author; expected: an object with id and name/
    ],
    ["no content", channel([{ ...message("Default", ann, "x"), content: null }]), /message 1: "null" in content/],
    ["a message that is none", channel([null]), /message 1: "null"; expected: an object/]
  ] as const)("with %s is refused, saying where", ([, text, says]) => assert.match(failure(readDiscord(text)).message, says))
})

describe("a Telegram export", () => {
  const message = (at: number, from: string | null, id: string, text: unknown) => ({
    id: at,
    type: "message",
    date: "2024-01-05T11:00:00",
    date_unixtime: String(second + at),
    from,
    from_id: id,
    text
  })
  const service = (at: number, actor: string, action: string, members?: ReadonlyArray<string | null>) => ({
    id: at,
    type: "service",
    date: "2024-01-05T11:00:00",
    date_unixtime: String(second + at),
    actor,
    actor_id: `user${actor}`,
    action,
    ...(members === undefined ? {} : { members })
  })
  const messages = [
    service(0, "Ann", "create_group", ["Ann", "Bob"]),
    message(1, "Ann", "userAnn", "grüß dich"),
    message(2, "Bob", "userBob", ["see ", { type: "link", text: "https://x.example" }, "!"]),
    service(3, "Ann", "invite_members", ["Cid", null]),
    service(4, "Dee", "join_group_by_link"),
    message(5, null, "user77", ""),
    service(6, "Ann", "remove_members", ["Cid"]),
    service(7, "Bob", "remove_members", ["Bob"]),
    service(8, "Ann", "pin_message")
  ]
  const chat = { name: "Garden", type: "private_supergroup", id: 5, messages }

  it("is read with its notices; links and bold pieces count with their text", () => {
    const read = readTelegram(JSON.stringify(chat))
    assert.deepStrictEqual(
      told(read).map((line) => line.slice(18)),
      [
        "0 create Ann Ann Bob",
        "1 say Ann 11",
        "2 say Bob 22",
        "3 add Ann Cid",
        "4 join Dee",
        "5 say user77 0",
        "6 remove Ann Cid",
        "7 remove Bob Bob"
      ]
    )
    assert.deepStrictEqual(notes(read), { "notices of other kinds": 1 })
  })

  it("of a whole account needs the chat's name", () => {
    const account = JSON.stringify({ personal_information: {}, chats: { list: [chat, { ...chat, name: "Roof" }] } })
    assert.lengthOf(told(readTelegram(account, "Roof")), 8)
    assert.include(failure(readTelegram(account)).message, 'several chats; expected: --channel NAME with one of "Garden", "Roof"')
    assert.include(failure(readTelegram(account, "Cellar")).message, 'no chat "Cellar"')
    assert.include(failure(readTelegram(JSON.stringify(chat), "Roof")).message, 'one chat, "Garden", and not "Roof"')
  })

  it.for([
    ["no messages", { name: "x" }, /nothing in messages/],
    ["a message from nobody", { messages: [{ ...message(0, null, "", "x") }] }, /message 1: a message from nobody/],
    ["a time that is none", { messages: [{ type: "message", date: "soon", from: "a", text: "" }] }, /message 1: "soon" in date/],
    ["a text that is none", { messages: [message(0, "a", "u", [3])] }, /message 1: "\[3\]" in text; expected: a text, or its pieces/],
    ["another type", { messages: [{ ...message(0, "a", "u", "x"), type: "poll" }] }, /message 1: "poll" in type/]
  ] as const)("with %s is refused, saying where", ([, json, says]) =>
    assert.match(failure(readTelegram(JSON.stringify(json))).message, says)
  )
})
