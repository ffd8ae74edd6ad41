/** One of RFC 9180's cases of auth mode: seeds of the ephemeral, the receiver's and the sender's key pair, and what is sent. Hex. */
export interface HpkeAuthCase {
  readonly section: string
  readonly ikmE: string
  readonly ikmR: string
  readonly ikmS: string
  readonly enc: string
  readonly ciphertext: string
}

/** What all of them seal as message 0. */
export const authMessage = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  aad: "436f756e742d30",
  plain: "4265617574792069732074727574682c20747275746820626561757479"
} as const

/** By cipher suite (RFC 9420, 17.1). RFC 9180 has no case for X448 and P-384. */
export const authCases: Readonly<Record<number, HpkeAuthCase>> = {
  1: {
    section: "A.1.3",
    ikmE: "6e6d8f200ea2fb20c30b003a8b4f433d2f4ed4c2658d5bc8ce2fef718059c9f7",
    ikmR: "f1d4a30a4cef8d6d4e3b016e6fd3799ea057db4f345472ed302a67ce1c20cdec",
    ikmS: "94b020ce91d73fca4649006c7e7329a67b40c55e9e93cc907d282bbbff386f58",
    enc: "23fb952571a14a25e3d678140cd0e5eb47a0961bb18afcf85896e5453c312e76",
    ciphertext: "5fd92cc9d46dbf8943e72a07e42f363ed5f721212cd90bcfd072bfd9f44e06b80fd17824947496e21b680c141b"
  },
  2: {
    section: "A.3.3",
    ikmE: "798d82a8d9ea19dbc7f2c6dfa54e8a6706f7cdc119db0813dacf8440ab37c857",
    ikmR: "7bc93bde8890d1fb55220e7f3b0c107ae7e6eda35ca4040bb6651284bf0747ee",
    ikmS: "874baa0dcf93595a24a45a7f042e0d22d368747daaa7e19f80a802af19204ba8",
    enc: "042224f3ea800f7ec55c03f29fc9865f6ee27004f818fcbdc6dc68932c1e52e15b79e264a98f2c535ef06745f3d308624414153b22c7332bc1e691cb4af4d53454",
    ciphertext: "82ffc8c44760db691a07c5627e5fc2c08e7a86979ee79b494a17cc3405446ac2bdb8f265db4a099ed3289ffe19"
  },
  3: {
    section: "A.2.3",
    ikmE: "938d3daa5a8904540bc24f48ae90eed3f4f7f11839560597b55e7c9598c996c0",
    ikmR: "64835d5ee64aa7aad57c6f2e4f758f7696617f8829e70bc9ac7a5ef95d1c756c",
    ikmS: "9d8f94537d5a3ddef71234c0baedfad4ca6861634d0b94c3007fed557ad17df6",
    enc: "f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e",
    ciphertext: "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf"
  },
  5: {
    section: "A.6.3",
    ikmE: "fe1c589c2a05893895a537f38c7cb4300b5a7e8fef3d6ccb8f07a498029c61e90262e009dc254c7f6235f9c6b2fd6aeff0a714db131b09258c16e217b7bd2aa619b0",
    ikmR: "8feea0438481fc0ecd470d6adfcda334a759c6b8650452c5a5dd9b2dd2cc9be33d2bb7ee64605fc07ab4664a58bb9a8de80defe510b6c97d2daf85b92cd4bb0a66bf",
    ikmS: "2f66a68b85ef04822b054ef521838c00c64f8b6226935593b69e13a1a2461a4f1a74c10c836e87eed150c0db85d4e4f506cbb746149befac6f5c07dc48a615ef92db",
    enc: "04017de12ede7f72cb101dab36a111265c97b3654816dcd6183f809d4b3d111fe759497f8aefdc5dbb40d3e6d21db15bdc60f15f2a420761bcaeef73b891c2b117e9cf01e29320b799bbc86afdc5ea97d941ea1c5bd5ebeeac7a784b3bab524746f3e640ec26ee1bd91255f9330d974f845084637ee0e6fe9f505c5b87c86a4e1a6c3096dd",
    ciphertext: "0116aeb3a1c405c61b1ce47600b7ecd11d89b9c08c408b7e2d1e00a4d64696d12e6881dc61688209a8207427f9"
  }
}
