import type { VectorFiles, VectorName } from "@copath/vectors"
import type { Check } from "./check.ts"
import { cryptoBasics } from "./cryptoBasics.ts"
import { deserialization } from "./deserialization.ts"
import { keySchedule } from "./keySchedule.ts"
import { messageProtection } from "./messageProtection.ts"
import { messages } from "./messages.ts"
import { passiveClients } from "./passiveClient.ts"
import { pskSecrets } from "./pskSecret.ts"
import { secretTrees } from "./secretTree.ts"
import { transcriptHashes } from "./transcriptHashes.ts"
import { treeKems } from "./treeKem.ts"
import { treeMath } from "./treeMath.ts"
import { treeOperations } from "./treeOperations.ts"
import { treeValidation } from "./treeValidation.ts"
import { welcomes } from "./welcome.ts"

/** One case of a file; `cipher_suite` where the file has one. */
type CaseOf<Name extends VectorName> = VectorFiles[Name] extends ReadonlyArray<infer Case> ? Case : never

/** A file that can be run: its checks, and whether a cipher suite takes part. */
export interface RunnableFile {
  readonly name: VectorName
  readonly suites: boolean
  readonly check: Check<unknown>
}

const file = <Name extends VectorName>(name: Name, suites: boolean, check: Check<CaseOf<Name>>): RunnableFile => ({
  name,
  suites,
  // The loader's hash check vouches for the form of each case.
  check: (one, tools) => check(one as CaseOf<Name>, tools)
})

/** The files that `lab vectors` runs, simple ones first. */
export const runnableFiles: ReadonlyArray<RunnableFile> = [
  file("deserialization.json", false, deserialization),
  file("tree-math.json", false, treeMath),
  file("messages.json", false, messages),
  file("crypto-basics.json", true, cryptoBasics),
  file("psk_secret.json", true, pskSecrets),
  file("key-schedule.json", true, keySchedule),
  file("secret-tree.json", true, secretTrees),
  file("transcript-hashes.json", true, transcriptHashes),
  file("message-protection.json", true, messageProtection),
  file("welcome.json", true, welcomes),
  file("tree-operations.json", true, treeOperations),
  file("tree-validation.json", true, treeValidation),
  file("treekem.json", true, treeKems),
  file("passive-client-welcome.json", true, passiveClients(1_700_000_000)),
  file("passive-client-handling-commit.json", true, passiveClients(1_720_000_000))
]
