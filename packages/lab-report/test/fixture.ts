import { type Cell, CostSheet, type Kind, type LabResult, type Role, summarize } from "@copath/lab-core"

/** A composition of the fixture: how its commits grow with the group, and what it stores. */
interface Model {
  readonly name: string
  readonly parts: Record<string, string>
  readonly commitBytes: (members: number) => number
  readonly messageBytes: number
  readonly stateBytes: (members: number) => number
  readonly seals: (members: number) => number
}

const log2 = (n: number): number => Math.ceil(Math.log2(n))
const cgkas = {
  treekem: { commitBytes: (n: number) => 420 + 124 * log2(n), stateBytes: (n: number) => 900 + 290 * n, seals: log2 },
  art: { commitBytes: (n: number) => 350 + 34 * log2(n), stateBytes: (n: number) => 900 + 250 * n, seals: () => 0 },
  flat: { commitBytes: (n: number) => 300 + 82 * n, stateBytes: (n: number) => 700 + 180 * n, seals: (n: number) => n - 1 }
} satisfies Record<string, Omit<Model, "name" | "parts" | "messageBytes">>

/** Twelve compositions: three key agreements, two protections, two signature schemes. */
export const twelve: ReadonlyArray<Model> = Object.entries(cgkas).flatMap(([cgka, growth]) =>
  ["secret-tree", "group-chain"].flatMap((protection) =>
    ["static", "ephemeral"].map((signature) => ({
      commitBytes: growth.commitBytes,
      stateBytes: growth.stateBytes,
      seals: growth.seals,
      name:
        cgka === "treekem" && protection === "secret-tree" && signature === "static"
          ? "rfc9420"
          : `${cgka}, ${protection}, ${signature} signatures`,
      parts: { cgka, protection, signature, schedule: "rfc9420", suite: "x25519-aes128gcm-sha256-ed25519" },
      messageBytes: 180 + (protection === "secret-tree" ? 28 : 0) + (signature === "ephemeral" ? 120 : 0)
    }))
  )
)

/** The first `n` of them, the first under another name. */
export const renamed = (name: string, n: number): ReadonlyArray<Model> =>
  twelve.slice(0, n).map((model, i) => (i === 0 ? Object.assign({}, model, { name }) : model))

/** A result as a run over a growing and shrinking group would give it: deterministic, plausible, and quick to make. */
export const fixture = (models: ReadonlyArray<Model> = twelve, settings: Partial<Cell>[] = [{}], days = 28): LabResult => ({
  lab: "result/1",
  id: "9c0d5a6e",
  made: { at: "2026-01-05T08:00:00Z", seconds: 41.2, seed: "7f3a", argv: ["lab", "run", "team-50", "--html", "out.html"] },
  environment: {
    lab: "0.1.0",
    runtime: "node 24.21.0",
    os: "linux x64",
    cpu: "a processor of 2 GHz",
    cores: 2,
    memory: 8.3e9,
    parts: { "@copath/group": "0.1.0" },
    commit: "d404c62"
  },
  cells: settings.flatMap((changes) => models.map((model) => ({ ...cell(model, days), ...changes }))),
  refused: [
    {
      name: "treekem, group-chain, unordered delivery",
      parts: { cgka: "treekem", protection: "group-chain", delivery: "unordered" },
      rule: "order",
      reason: "One chain for the whole group needs every member to see all messages in one order, and this delivery service promises none."
    },
    {
      name: "art, external join",
      parts: { cgka: "art", join: "external" },
      rule: "joiner",
      reason: "ART cannot add a leaf whose key the joiner alone knows."
    }
  ]
})

const cell = (model: Model, days: number): Cell => {
  const sheet = new CostSheet()
  const cpu = new CostSheet<"cpu">()
  const spanMs = days * 86_400_000
  const samples: Array<{
    step: number
    timeMs: number
    epoch: number
    members: number
    sentBytes: number
    fanoutBytes: number
    handshakeBytes: number
    stateBytes: number
  }> = []
  const commits: Array<Cell["commits"][number]> = []
  const charge = (kind: Kind, from: Role, to: Role, size: number, n: number) => {
    sheet.add(`sent.${kind}`, from, size)
    sheet.add(`fanout.${kind}`, "server", size * n)
    for (let i = 0; i < n; i++) sheet.add(`received.${kind}`, to, size)
    sent += size
    fanout += size * n
    if (kind !== "application") handshake += size
  }
  let [sent, fanout, handshake, epoch, messages] = [0, 0, 0, 0, 0]
  const steps = 300
  for (let step = 0; step < steps; step++) {
    const members = 20 + Math.round(30 * Math.sin((step / steps) * Math.PI) ** 2) + (step % 3)
    if (step % 5 === 0) {
      const bytes = model.commitBytes(members)
      const welcomeBytes = step % 10 === 0 ? 700 + 190 * members : 0
      charge("commit", "committer", "member", bytes, members - 1)
      if (welcomeBytes > 0) {
        charge("keyPackage", "joiner", "committer", 310, 1)
        charge("welcome", "committer", "joiner", welcomeBytes, 1)
        cpu.add("cpu", "joiner", members * 0.9)
        sheet.add("operations.verify", "joiner", 2 * members)
        sheet.add("operations.hpke.open", "joiner", 1)
      }
      commits.push({ step, members, bytes, welcomeBytes, adds: welcomeBytes > 0 ? 1 : 0, removes: step % 15 === 0 ? 1 : 0 })
      epoch += 1
      sheet.add("operations.hpke.seal", "committer", model.seals(members))
      sheet.add("operations.dh", "committer", model.parts["cgka"] === "art" ? log2(members) : 0)
      sheet.add("operations.kem.derive", "committer", log2(members))
      sheet.add("operations.sign", "committer", 2)
      sheet.add("operations.verify", "member", 2 * (members - 1))
      sheet.add("operations.hpke.open", "member", model.seals(2) * (members - 1))
      sheet.add("operations.kdf.expand", "member", 14 * (members - 1))
      sheet.add("operations.hash", "member", 60 * (members - 1))
      cpu.add("cpu", "committer", 1 + model.seals(members) * 0.4 + log2(members) * 0.3)
      for (let i = 1; i < members; i++) cpu.add("cpu", "member", 1.4 + log2(members) * 0.1)
    } else {
      messages += 1
      charge("application", "sender", "receiver", model.messageBytes + (step % 7) * 16, members - 1)
      sheet.add("operations.aead.seal", "sender", 1)
      sheet.add("operations.sign", "sender", 1)
      sheet.add("operations.aead.open", "receiver", members - 1)
      sheet.add("operations.verify", "receiver", members - 1)
      sheet.add("operations.kdf.expand", "receiver", 3 * (members - 1))
      cpu.add("cpu", "sender", 0.45)
      for (let i = 1; i < members; i++) cpu.add("cpu", "receiver", 0.6)
    }
    samples.push({
      step,
      timeMs: Math.round((spanMs * step) / (steps - 1)),
      epoch,
      members,
      sentBytes: sent,
      fanoutBytes: fanout,
      handshakeBytes: handshake,
      stateBytes: model.stateBytes(members)
    })
  }
  const column = (name: keyof (typeof samples)[number]) => samples.map((sample) => sample[name])
  const state = Array.from({ length: 20 }, (_, i) => model.stateBytes(20) + i * 3)
  return {
    composition: { id: model.name, name: model.name, parts: model.parts, strict: model.name === "rfc9420" },
    workload: { name: "team-50", hash: "77aa", members: 61, peak: 52, events: steps, messages, spanMs },
    policy: { name: "daily", values: { "rekey.everyMs": 86_400_000, "commit.who": "actor" } },
    repeat: 0,
    base: "real",
    counts: {
      messages,
      deliveries: messages * 35,
      proposals: 0,
      commits: commits.length,
      adds: 30,
      removes: 20,
      rekeys: 10,
      missed: 0,
      resent: 0,
      rejoins: 0,
      woken: 0,
      epochs: epoch
    },
    cost: sheet.summaries(),
    perMember: {
      sent: summarize(state.map((x) => x * 2)),
      received: summarize(state.map((x) => x + fanout / 36)),
      state: summarize(state),
      statePeak: summarize(state.map((x) => x * 2.4)),
      secrets: summarize(state.map((x) => Math.round(x / 12)))
    },
    times: { seconds: 3.1, cpu: cpu.summaries().cpu ?? {} },
    timeline: {
      step: column("step"),
      timeMs: column("timeMs"),
      epoch: column("epoch"),
      members: column("members"),
      sentBytes: column("sentBytes"),
      fanoutBytes: column("fanoutBytes"),
      handshakeBytes: column("handshakeBytes"),
      stateBytes: column("stateBytes")
    },
    commits,
    health: { lostMembers: 0, failures: [], rejectedCommits: 0 },
    agreement: { agreed: true, epoch, members: 20, secretFingerprint: "8f2e11c04d5a6b77" }
  }
}
