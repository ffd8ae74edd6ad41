import type { VectorName } from "./files.ts"

/** Where a file comes from: a public repository, the commit it was taken at, and the path there. */
export interface VectorOrigin {
  readonly repository: string
  readonly commit: string
  readonly path: string
  /** How the file differs from the upstream one; absent when it is byte for byte the same. */
  readonly change?: string
}

/** One official file: `folder` is where it lies below the vector folder; `sha256` is lower-case hex of the whole file. */
export interface OfficialVector {
  readonly name: VectorName
  readonly folder: "test-vectors" | "crypto"
  readonly cases: number
  readonly sha256: string
  readonly origin: VectorOrigin
}

const workingGroup = (name: VectorName, cases: number, sha256: string): OfficialVector => ({
  name,
  folder: "test-vectors",
  cases,
  sha256,
  origin: {
    repository: "https://github.com/mlswg/mls-implementations",
    commit: "cfd450286d1bfd9cd2519b95c80f9771f94a5b1a",
    path: `test-vectors/${name}`
  }
})

const wycheproof = (name: VectorName, cases: number, sha256: string): OfficialVector => ({
  name,
  folder: "crypto",
  cases,
  sha256,
  origin: {
    repository: "https://github.com/C2SP/wycheproof",
    commit: "dac1dd4729fd",
    path: `testvectors_v1/${name.slice("wycheproof-".length, -".json".length)}_test.json`
  }
})

/** Every file this repository is checked against, in a good order of work. The files themselves stay outside the repository. */
export const officialVectors: ReadonlyArray<OfficialVector> = [
  workingGroup("deserialization.json", 14, "1e394706e79f77df71454e5970f2aa736d4ab8b6c7e3219dd5609992388a953e"),
  workingGroup("tree-math.json", 10, "27f04891f56106593b74b674445f01b845e173953770c084deb2f8cf5592e2fc"),
  workingGroup("crypto-basics.json", 7, "17cfcf89af9f51d0f2aa7af77f6f9ec99376a039214b6d42a6f11646b83e8c29"),
  workingGroup("psk_secret.json", 77, "2b534969dba0b65a04b7d790496af5c0ccdb472b3fc4ca25c8c82df3e8523784"),
  workingGroup("key-schedule.json", 7, "05aa9a68bd2538ace72d8c53375984cc728ef62220ebf314df675708546d97a7"),
  workingGroup("secret-tree.json", 21, "08f92e6272452e2c832e32d38e16cf0c4aa28967e47d3842c60bc354c6b67a94"),
  workingGroup("transcript-hashes.json", 7, "58046b58fbd98519b4e60953a105f550e4b427e2b140ea67dedcb751260eecb8"),
  workingGroup("message-protection.json", 7, "f7c1ae62ce63c3003e526d539c99f2b1444f65ee0a487d3a5667d46867526c45"),
  workingGroup("messages.json", 300, "b194abe1561995223482dbad51c180146920dc2f637e74d01e07a388308791fb"),
  workingGroup("welcome.json", 7, "06be9d5c99817ef2545e4b15b8e73fd9b604685a8e55b59ca168eda98e236502"),
  workingGroup("tree-operations.json", 5, "9a25f8720714d1256ba2dad8d83a660ba0bae0d33ed15c682b9d74a5d67aad0a"),
  workingGroup("tree-validation.json", 98, "b66a432d93b520623f0640835ed43b9dfc95e116b8be081d81581d7c11e67a37"),
  workingGroup("treekem.json", 77, "d8bbdf78394797f21db7476fd286af6830ebcb18d2e3b2c839fecd4eb11056f8"),
  workingGroup("passive-client-welcome.json", 56, "92ebb04b67b1aca4290965ae363650921842ceebe275bd79a2733414078d849c"),
  workingGroup("passive-client-handling-commit.json", 91, "b24949fdf857bf79d511f57504a8bdc7ce3247eb199684745e439c11b1a1da21"),
  {
    name: "hpke-rfc9180-base-mls.json",
    folder: "crypto",
    cases: 6,
    sha256: "9734d892ad27da6ad4f865b4cc54ba92484604bdfa2ca3c96eaf0fda292b146f",
    origin: {
      repository: "https://github.com/cloudflare/circl",
      commit: "33d33c75d9a0",
      path: "hpke/testdata/vectors_rfc9180_5f503c5.json.gz",
      change: "base mode of the algorithms of suites 1-6, and 8 of the 257 encryptions of each"
    }
  },
  {
    name: "hpke-pq.json",
    folder: "crypto",
    cases: 13,
    sha256: "ba1f90672903e0df25610a1eef84b5f157e44d34849c0a72a2f9b164f3213888",
    origin: {
      repository: "https://github.com/hpkewg/hpke-pq",
      commit: "74dafaa65f79",
      path: "test-vectors.json"
    }
  },
  {
    name: "x-wing.json",
    folder: "crypto",
    cases: 3,
    sha256: "409efe197550b22985b4a0419418a0c5f2c2b193426c55bd998399ec8d3e614d",
    origin: {
      repository: "https://github.com/dconnolly/draft-connolly-cfrg-xwing-kem",
      commit: "9b6ce9e61481",
      path: "spec/test-vectors.json"
    }
  },
  wycheproof("wycheproof-aes_gcm.json", 316, "985e5ecc172e181eaf49e89508b9470dcf478002eb7e8559c707eb42dc97dfe7"),
  wycheproof("wycheproof-aes_gcm_siv.json", 202, "d96e4f8c0db1a5e3b395907120f9d417d599507e7a08a1f60babff09ae276a8d"),
  wycheproof("wycheproof-chacha20_poly1305.json", 325, "fe61d25f90e1bde4461d00eafe61049e5f29bd999f36b766df9cda90906ad53d"),
  wycheproof("wycheproof-ecdsa_secp256r1_sha256.json", 484, "182db4f3e230f6f9fa9f800d2a614dede30284b8e8438bbfe1171905402e9332"),
  wycheproof("wycheproof-ecdsa_secp384r1_sha384.json", 504, "8a5b3ae1760975143414811f13588c24d951d9d8c904195087ba327591dfe9cc"),
  wycheproof("wycheproof-ecdsa_secp521r1_sha512.json", 542, "0fa3bb09a2319242253028b53d555fb8ec2081d891271321205cdaeabb3eef3e"),
  wycheproof("wycheproof-ed25519.json", 151, "752d2ea7d7c6cf4736381b6cbacb61f8182b126ab7cd9b058f00c50084975536"),
  wycheproof("wycheproof-ed448.json", 87, "3b3c7995853deb2fbbb49fba0fd292f314dc081f9154bd33252f294ca211289a"),
  wycheproof("wycheproof-hkdf_sha256.json", 86, "bb2b462a38b251cb52a2aede706d6d4b62b26864f4e80c95497507ddb07c5f1e"),
  wycheproof("wycheproof-mldsa_44_sign_seed.json", 86, "b29b0dcca2e52c988e1b9c06f8b521889ffbaadfc6a9dbf52f0f0f8f4c5b6b92"),
  wycheproof("wycheproof-mldsa_44_verify.json", 180, "0ca1b5df4575263e29b31fae7569a3da41df9a3b6fee56720a992d0cd1153b68"),
  wycheproof("wycheproof-mldsa_65_sign_seed.json", 105, "d72e9c2f514c9f7490c33785ae0027d942ba2c45a9b8ebfc8fb1802b4913bf38"),
  wycheproof("wycheproof-mldsa_65_verify.json", 210, "49ac366d76115eab56b7116f10d06e288e6f23fe6cfb90b26bfb2d731a8d1e02"),
  wycheproof("wycheproof-mldsa_87_sign_seed.json", 96, "e83c292318134faa6af777e86c619c4643e2705dba91dfa5adcd1fddfd4f40ce"),
  wycheproof("wycheproof-mldsa_87_verify.json", 241, "e9e04216d4217265a5affba2568476d35742dbd8ffc9d4c23b3441334a08a224"),
  wycheproof("wycheproof-x25519.json", 518, "35c3f5231cf25cc640b524d403461deee9e49441d5d915a3a25b2c8ff5adbe7d")
]
