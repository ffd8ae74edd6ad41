import { type CraftedSignature, craftedSignatures } from "./craftedSignature.ts"

/*
 * Made with arithmetic on the curve's points. L is the order of the base point B, s the secret scalar of the seed 07 00 00 ..., T a point of
 * order 8. r = 12345 is the nonce; k = H(R, A, M) is taken anew for each R and A, and S = r + ks mod L throughout, so that the equation of RFC
 * 8032, 5.1.7, holds up to the parts of small order. Where "kT is zero", the one-byte message was searched for.
 */

const honest = "a2fa2f4a355ba2e907a53009e9e37caddf7ac7e66a08ba07631f553072b3f24c"

/**
 * Verdicts of Ed25519 without cofactor, in which canonical encodings and A and R of more than small order are demanded (V031).
 */
export const craftedEd25519: ReadonlyArray<CraftedSignature> = craftedSignatures([
  [
    "an honest signature",
    honest,
    0x00,
    "bba1c5c69e5c122a43e27025b6b21defb532653dc5aa230847151ec586df37b131d34810b53632dc0adb80329fb56b308d48bb40bb5f071da5f2c310e21af003",
    true
  ],
  [
    "S + L in the place of S",
    honest,
    0x00,
    "bba1c5c69e5c122a43e27025b6b21defb532653dc5aa230847151ec586df37b11ea73e6dcf994434e17778d57daf4a458d48bb40bb5f071da5f2c310e21af013",
    false
  ],
  [
    "R = rB + a point of order 8",
    honest,
    0x00,
    "40a4cf5c611d737a2f1c6fcca84d9cabfed80987f186a5a6c57e629bff1af27fc6d9147050832929e42fb260283b1af46228dee6bac769a0b35c48ec5097610d",
    false
  ],
  [
    "R = rB + a point of order 4",
    honest,
    0x00,
    "af6e8e63f857d90bf1afb0d2cd8753a15efed2964adc823c24f85082207e073e91e6978f7174ee388a7f14196783b3b0665f2c1530614cda70bac2fcac56b90c",
    false
  ],
  [
    "R = rB + a point of order 2",
    honest,
    0x00,
    "feaf9d07b868cc52786305312c376563c622b0386a10d105e3c1501b28d65f7e9faeb91d588f33fa2c15032c3cc2643aa174f82b0aad0f4084678adac01e1806",
    false
  ],
  [
    "A = sB + a point T of order 8, and kT is not zero",
    "b11d699b78e6919c827f46d8ea9395a2db428685766c198629c73b31e5884520",
    0x18,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a081adac7eab10f647d2b9239e86a6867acdcee0e4f608766664b7adbcaf83969903",
    false
  ],
  [
    "A = sB + a point T of order 8, and kT is zero",
    "b11d699b78e6919c827f46d8ea9395a2db428685766c198629c73b31e5884520",
    0x07,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0817a50821fe5e24c48dd862fccd0cb83bde80b54e5f731dc1e52318b06255e8a04",
    true
  ],
  [
    "A and R both with a part of small order, which cancel",
    "b11d699b78e6919c827f46d8ea9395a2db428685766c198629c73b31e5884520",
    0x00,
    "af6e8e63f857d90bf1afb0d2cd8753a15efed2964adc823c24f85082207e073efcab871bd50e7dddad9053cd393aad9a50073a0b3e0e2d346a79e7336d011f0d",
    true
  ],
  [
    "A of order 1, and kA is zero",
    "0100000000000000000000000000000000000000000000000000000000000000",
    0x10,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 2, and kA is zero",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    0x00,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 4, and kA is zero",
    "0000000000000000000000000000000000000000000000000000000000000000",
    0x05,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 4, x odd, and kA is zero",
    "0000000000000000000000000000000000000000000000000000000000000080",
    0x0e,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 8, and kA is zero",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    0x04,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 8, x negated, and kA is zero",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    0x02,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 8, y negated, and kA is zero",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    0x05,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 4 with y = p, and kA is zero",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    0x03,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 1 with y = p + 1, and kA is zero",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    0x16,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 1 with the sign bit set, and kA is zero",
    "0100000000000000000000000000000000000000000000000000000000000080",
    0x07,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "A of order 2 with the sign bit set, and kA is zero",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    0x04,
    "ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a0813930000000000000000000000000000000000000000000000000000000000000",
    false
  ],
  [
    "R of order 1",
    honest,
    0x00,
    "0100000000000000000000000000000000000000000000000000000000000000d6f789f835869ecb8b8f8687f07fb168c61e9915f1d9eec753f3f7333c5ab408",
    false
  ],
  [
    "R of order 2",
    honest,
    0x00,
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fba5d15646c9b242ce8c16fc20b53aa49c6c3cba828487a890ae470627280690c",
    false
  ],
  [
    "R of order 4",
    honest,
    0x00,
    "0000000000000000000000000000000000000000000000000000000000000000ab7b121a6e01c8d8a8f8a255c0b9b2c5b9f9ce9343e5eb517801438b2121470a",
    false
  ],
  [
    "R of order 4, x odd",
    honest,
    0x00,
    "0000000000000000000000000000000000000000000000000000000000000080fe4d31e13320d6d802ee53065ac1177c55f126fbcc43e2fbb69f23673413a305",
    false
  ],
  [
    "R of order 8",
    honest,
    0x00,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a687ffe463c071fcbc06d7403ba9cb50b00c379ea4f4f9ace938e5dcdc84add07",
    false
  ],
  [
    "R of order 8, x negated",
    honest,
    0x00,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa6d0f234acf6b94826a0e9c869ba20f973a847e9067ca964c521b2a1567265c09",
    false
  ],
  [
    "R of order 8, y negated",
    honest,
    0x00,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05a507e9834a5bbe539ca8ce1bc549641d370e3dc8dda45e5906b44a3aea3b150e",
    false
  ],
  [
    "R of order 4 with y = p",
    honest,
    0x00,
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fc1272c95165ec378604fdd944ad569953a4e52d73b688b5806280d99c6117005",
    false
  ],
  [
    "R of order 1 with y = p + 1",
    honest,
    0x00,
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7fbb16d434620657e94b55268d554e241b592c0991ef7457d4d8576abbbd7b260c",
    false
  ],
  [
    "R of order 1 with the sign bit set",
    honest,
    0x00,
    "0100000000000000000000000000000000000000000000000000000000000080fc0b36529152e8e690c451a6dced4fcf01572858b0d32bb6d1d6d63aa3cbab01",
    false
  ],
  [
    "R of order 2 with the sign bit set",
    honest,
    0x00,
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff2d6ed58a644e7dd406a86eaa70ba2d1740fad891e290574830ac6e0e2cc71106",
    false
  ]
])
