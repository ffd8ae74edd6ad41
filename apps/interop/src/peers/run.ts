import { copath } from "./copath.ts"
import { copathParticipant } from "./dave/copath.ts"
import { daveyParticipant, daveyVersion } from "./dave/davey.ts"
import { callScenarios } from "./dave/scenarios.ts"
import type { Manner, Peer } from "./peer.ts"
import { scenarios } from "./scenarios.ts"
import { type Trial, tryOut } from "./trial.ts"

/** Plays all scenarios of groups with a peer, in one manner. */
export const tryPeer = async (peer: Peer, manner: Manner): Promise<ReadonlyArray<Trial>> =>
  tryOut(peer.name, `suite ${manner.suite}, ${manner.handshake}`, scenarios, await copath.cast(manner), await peer.cast(manner))

/** Plays all scenarios of calls with davey. Rejects with `NoDavey` where its native part is missing. */
export const tryDavey = async (): Promise<ReadonlyArray<Trial>> =>
  tryOut(`davey ${await daveyVersion()} (OpenMLS)`, "suite 2, public", callScenarios, copathParticipant, daveyParticipant)
