/** A short history to begin a workload of one's own with. Times in milliseconds. */
export const example = [
  { lab: "workload/1", name: "picnic", members: ["ann", "bob", "cid", "dee"] },
  { t: 0, do: "create", by: "ann", with: ["bob", "cid", "dee"] },
  { t: 1_000, do: "say", by: "ann", size: 48 },
  { t: 4_000, do: "say", by: "cid", size: 20 },
  { t: 60_000, do: "add", by: "bob", who: ["eve"] },
  { t: 61_000, do: "say", by: "eve", size: 12 },
  { t: 90_000, do: "rekey", by: "dee" },
  { t: 95_000, do: "say", by: "dee", size: 30 },
  { t: 120_000, do: "remove", by: "ann", who: ["cid"] },
  { t: 121_000, do: "say", by: "bob", size: 64 }
]
  .map((line) => JSON.stringify(line))
  .join("\n")
