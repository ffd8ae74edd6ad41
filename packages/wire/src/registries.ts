/*
 * Code points of RFC 9420, section 17, and the few that Copath takes from the ranges for private use (0xF000-0xFFFF).
 */

/** `ProtocolVersion.mls10` (section 6). */
export const MLS10 = 0x0001

/** Section 17.3. */
export const extensionTypes = {
  applicationId: 0x0001,
  ratchetTree: 0x0002,
  requiredCapabilities: 0x0003,
  externalPub: 0x0004,
  externalSenders: 0x0005
} as const

/** Private-use extensions of experimental compositions; none of them appears in a strict group. */
export const privateExtensionTypes = {
  /** Group context: names the composition. */
  composition: 0xf0c0,
  /** Group context: the key agreement's public facts (`CgkaBook`). */
  book: 0xf0c1,
  /** Leaf: the signature scheme's note. */
  note: 0xf0c2
} as const

/** Section 17.4. */
export const proposalTypes = { add: 1, update: 2, remove: 3, psk: 4, reInit: 5, externalInit: 6, groupContextExtensions: 7 } as const

/** Section 17.5. */
export const credentialTypes = { basic: 1, x509: 2 } as const

/** Code points of `MLSMessage.wire_format` (section 6). */
export interface WireFormats {
  /** RFC 9420: 1. */
  readonly publicMessage: number
  /** RFC 9420: 2. */
  readonly privateMessage: number
  /** RFC 9420: 3. */
  readonly welcome: number
  /** RFC 9420: 4. */
  readonly groupInfo: number
  /** RFC 9420: 5. */
  readonly keyPackage: number
}

/** Section 17.2. */
export const rfc9420WireFormats: WireFormats = { publicMessage: 1, privateMessage: 2, welcome: 3, groupInfo: 4, keyPackage: 5 }

/** Wire formats of every composition that leaves RFC 9420. */
export const privateWireFormats: WireFormats = {
  publicMessage: 0xf001,
  privateMessage: 0xf002,
  welcome: 0xf003,
  groupInfo: 0xf004,
  keyPackage: 0xf005
}

/** Whether a code point is one of the reserved values that exist to be ignored (13.5). */
export const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff) && value !== 0xfafa
