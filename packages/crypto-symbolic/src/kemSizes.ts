/** What of a KEM can be seen from outside. Lengths in bytes. */
export interface KemSizes {
  /** RFC 9180's number (7.1), or that of draft-ietf-hpke-pq. */
  readonly id: number
  /** Npk. */
  readonly publicKey: number
  /** Nsk. */
  readonly secretKey: number
  /** Nenc. */
  readonly kemOutput: number
  /** What an encapsulation draws, in one go. */
  readonly draw: number
  /** Of a KEM over a Diffie-Hellman group alone. */
  readonly group?: {
    /** Of what two key pairs agree on. */
    readonly agreed: number
    /** Whether secret keys are numbers between 0 and the group's order, so that strings of zeros or of ones are none. */
    readonly ordered: boolean
  }
}

const montgomery = (id: number, size: number): KemSizes => ({
  id,
  publicKey: size,
  secretKey: size,
  kemOutput: size,
  draw: size,
  group: { agreed: size, ordered: false }
})

/** Uncompressed points: a byte and two coordinates. */
const weierstrass = (id: number, size: number): KemSizes => ({
  id,
  publicKey: 1 + 2 * size,
  secretKey: size,
  kemOutput: 1 + 2 * size,
  draw: size,
  group: { agreed: size, ordered: true }
})

/** Of the KEMs that suites of ours have. */
export const kemSizes = {
  p256: weierstrass(0x0010, 32),
  p384: weierstrass(0x0011, 48),
  p521: weierstrass(0x0012, 66),
  x25519: montgomery(0x0020, 32),
  x448: montgomery(0x0021, 56),
  mlKem768: { id: 0x0041, publicKey: 1184, secretKey: 64, kemOutput: 1088, draw: 32 },
  mlKem1024: { id: 0x0042, publicKey: 1568, secretKey: 64, kemOutput: 1568, draw: 32 },
  xWing: { id: 0x647a, publicKey: 1216, secretKey: 32, kemOutput: 1120, draw: 64 }
} as const satisfies Readonly<Record<string, KemSizes>>
