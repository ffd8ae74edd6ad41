import { layer as credentials } from "@copath/credential-basic"
import { cipherSuite, entropy } from "@copath/crypto-noble" // or "@copath/crypto-node"
import { layer as delivery } from "@copath/delivery-memory"
import { Mls } from "@copath/mls"
import { layer as storage } from "@copath/storage-memory"

const parts = { crypto: [cipherSuite(1), entropy], credentials, delivery, storage } as const
const alice = await Mls.client({ identity: "alice", ...parts })
const bob = await Mls.client({ identity: "bob", ...parts })
const kitchen = await alice.create()
await kitchen.invite("bob")
const bobs = await bob.join()
await kitchen.send("dinner is ready")
console.log(`bob reads: ${(await bobs.receive()).text}`)
await alice.close()
await bob.close()
