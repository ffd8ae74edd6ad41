/*
 * draft-ietf-mls-targeted-messages-01, Appendix A: cipher suite 1. Bytes in hex.
 */

export interface TargetedVector {
  readonly epoch: bigint
  readonly sender: number
  readonly recipient: number
  readonly padding: number
  readonly groupId: string
  readonly exporterSecret: string
  readonly senderLeafNode: string
  readonly recipientEncryptionPriv: string
  readonly authenticatedData: string
  readonly applicationData: string
  readonly targetedMessage: string
}

const hex = (text: string): string => text.replaceAll(/\s/g, "")

export const vectors: ReadonlyArray<TargetedVector> = [
  {
    epoch: 1n,
    sender: 0,
    recipient: 1,
    padding: 0,
    groupId: "cc545d00feed847c9fcba01ca8b4987a",
    exporterSecret: "05971f5e2b9993bcafa0a3d56807244c66a3c93b4e439c7bd5cdd169be0f4381",
    senderLeafNode: hex(`
      20261fe9ecdc72ea51d0b6fca9ca9ac9f60cce427ffefefe5b69f9b1c6ddfe03
      7920086ea8e6a03548f2c0c01822d17a7b740246fade24764cea0bfb15dab691
      7acd00010673656e64657202000106000100020003000002000101000000006a
      467e24000000006ab54a34004040864a206fc50f108bdfa0444aefb4e128a66b
      9eb41b9c6cbf966cfd4ed512a7ba487fcb4b0e18999f67ee08a301538c3f7d92
      b28ac24103c61b92192df4d52905`),
    recipientEncryptionPriv: "26bd8122d929b7eb26efb4669803d5faffe166027c33a4b6965379b452978d7f",
    authenticatedData: "",
    applicationData: hex(`
      4b41542074657374207061796c6f616420666f72207461726765746564206d65
      737361676573`),
    targetedMessage: hex(`
      0001000610cc545d00feed847c9fcba01ca8b4987a0000000000000001000000
      010040775fce6b31a536d82b8622160021b9f8d334a0f90215041a63f9bbbab9
      904f01d4d0639f70cb46058325779b5183a341ad21d83bb541930994320ab0eb
      aeade031efc60de304661bdac6bde5746c152f39dd083664cddd07d93ddc7361
      fc49f928044a6971c270dfec5d2d0ac6b63053f0c56308332b3eb137baeda80e
      696a69ce98d42e38d68823767268900a4af6ea2b0973a099c82a51268a318c6c
      699e774895879be7c35c1e7f557fcc1733bd93`)
  },
  {
    epoch: 5n,
    sender: 0,
    recipient: 2,
    padding: 64,
    groupId: "819eec2f706ac61ee9bafd7b9fd31cf7",
    exporterSecret: "249a5afd41a1f2fea3b3f3acf23a2e8be12067ef1e9922663287204be7571f00",
    senderLeafNode: hex(`
      2060a9e120484d9c6506aeff9749bbca4ee725c40b6575ecaf080d392323584b
      2520f3791381dd844d3c5d9b900ed98e69dd424a5509b69789629ae0ede99689
      cbf100010673656e64657202000106000100020003000002000101000000006a
      467e24000000006ab54a34004040eef8e9ba566bfe53d663cdbd1285c5d10998
      e95b9fca89452629757f454b11f639df15b4200a1c32691015ca881ac9cdf550
      831c6d89fdaed85b5efb21461d0d`),
    recipientEncryptionPriv: "fbe8a1258df29b81fe1e0fa7cf3b1048f4be9309a5590ab1e922eb7ba4bfa49f",
    authenticatedData: "726571756573742d69643d3432",
    applicationData: "7365636f6e64207461726765746564207061796c6f6164",
    targetedMessage: hex(`
      0001000610819eec2f706ac61ee9bafd7b9fd31cf70000000000000005000000
      020d726571756573742d69643d343240773a219020641baacc55e5b762759721
      0fc36b1e65be4c362f575a3b7d69eceae55eb6419c1d69a891f78ea9986f819d
      03c48986009182483818722da3df2f8e875a8a9226511adbba26532d223c7229
      4679b9ff52460d68df08ac61e76c906f43e0711e02f49f2cc23327a475fcb348
      b1ca7ef919feaaf44068c83943bc53e8055ce739cb31a6bcc9264b11130f1844
      575caf153b0d46ed98c51f53581cda073a7936bf9acf620738fa001c3fc049ed
      94a17455cabd088bfb00efc2bed7a8ae49dc7a8672a88d0936bc157f1f8487b8
      719d2049c07eddf0762c2802bdb73c26274f`)
  },
  {
    epoch: 42n,
    sender: 3,
    recipient: 7,
    padding: 128,
    groupId: "70a9204973aff6642734f9ba6b5792c6",
    exporterSecret: "2a1691e01a751a5e22a3906633f78435b14f1b313124338d9896e8b49cb59fef",
    senderLeafNode: hex(`
      206e9de742e7abd12d797ffb94e124000dbeaf94dcccc6a70b55fca99a321980
      1d206f84c7f10dc4ecfe93952108ffb0904825a199b1f37aeac4aedb848a166e
      1d8300010673656e64657202000106000100020003000002000101000000006a
      467e24000000006ab54a3400404075ec3f38b4d0d35a7b5a42f85416c26e3e56
      e30d03827adeaa2319b187fac34bf1f108dca9d17274416d8dbf7ec03ad02a56
      d80c9e0c755286d0b447fc40e802`),
    recipientEncryptionPriv: "89a94b207c3bf5b9ba9a704b689ec56437952f1ada84883e3b2225618c61b75d",
    authenticatedData: "",
    applicationData: "",
    targetedMessage: hex(`
      000100061070a9204973aff6642734f9ba6b5792c6000000000000002a000000
      07004077cd789de01be4a55d679fc7551e3ca215de779efb874b905911ec7a74
      0ce2c7fb4c71356aae83dcd8a0ba96d64cf3e5a4413af85eabd4fef58d100396
      581a69a20516c1cef76bc76b5caedcf17ce1b3d89118e3b1c0ac974a6f78fbd4
      3b9cb97098d2697f97f0edeb3a403d4f3683d22fabbb6da67c16154091ce8156
      d3d5057e803f17af6f88d59f4fe70e254a82dbc5037f86f81a8c8ac0eee77396
      fcb0f97f5ad7a3100ac20b621563f6bb3acd5bc5a8cac3479a041e93e737c8fc
      255b0c4fd93c601e648658c76a7b7e1db60610111b04f1539c6ea5d76d66a3cc
      16cd8ca078ef72f460dfd7adc6be27f11b435aed87f46a6cb9a1b8d3667d084e
      0144e65839be751022d26f2e65e5`)
  }
]
