import { MLS10, rfc9420WireFormats } from "@copath/wire"

/** The cipher suite of DAVE's version 1. */
export const SUITE = 2

const envelope = (format: number): Uint8Array => Uint8Array.of(MLS10 >> 8, MLS10 & 0xff, format >> 8, format & 0xff)
const welcomeEnvelope = envelope(rfc9420WireFormats.welcome)
const keyPackageEnvelope = envelope(rfc9420WireFormats.keyPackage)

/** DAVE's Welcomes come bare: version and wire format of the MLSMessage are left out. */
export const bareWelcome = (message: Uint8Array): Uint8Array => message.subarray(welcomeEnvelope.length)
/** A bare Welcome as the MLSMessage that it was. */
export const welcomeMessage = (welcome: Uint8Array): Uint8Array => Buffer.concat([welcomeEnvelope, welcome])
/** A bare key package as an MLSMessage. */
export const keyPackageMessage = (keyPackage: Uint8Array): Uint8Array => Buffer.concat([keyPackageEnvelope, keyPackage])
