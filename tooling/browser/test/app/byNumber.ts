import { cipherSuite } from "@copath/crypto-noble"
import { type Conversation, converseIn } from "./conversation.ts"

/** Suite 1 by its number: any of the seven could be meant, so all of them are in the bundle. */
export const converse = (): Promise<Conversation> => converseIn(cipherSuite(1))
