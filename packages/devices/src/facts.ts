/** The options of the devices axis. */
export type DeviceOptionId = "leaf-per-device" | "subtree" | "lazy"

/** Messages that one change of one user's devices costs. */
export interface ChangeCost {
  /** Commits in outer groups. */
  readonly outerCommits: number
  /** Proposals in outer groups; somebody's next commit takes them. */
  readonly outerProposals: number
  /** Commits in the user's own inner group. */
  readonly innerCommits: number
  /** Application messages in the inner group. */
  readonly innerMessages: number
}

/** What an option gives and costs. `lazy` is a way to renew a leaf; devices come and go by one of the other two. */
export interface DeviceFacts {
  /** The option described. */
  readonly id: DeviceOptionId
  /** Whom an outer group's members see come and go: this is what "members see all new members" means in the group. */
  readonly membersSee: "devices" | "users"
  /** What new members are shown: who is there now, and nobody who was. */
  readonly joinersSee: "present members"
  /** Whose compromise one device's own new keys end: its own, or only with the inner group's new keys as well. */
  readonly heals: "the device" | "the device, once the inner group has new keys"
  /** How many key pairs stand for the user in an outer group of which it has `devices` devices. */
  readonly outerLeaves: (devices: number) => number
  /** One device more or less of a user in `groups` outer groups, or with `lazy` new keys of one device. */
  readonly cost: (groups: number) => { readonly add?: ChangeCost; readonly remove?: ChangeCost; readonly renew?: ChangeCost }
}

const nothing: ChangeCost = { outerCommits: 0, outerProposals: 0, innerCommits: 0, innerMessages: 0 }

/** The options side by side. */
export const deviceFacts: Readonly<Record<DeviceOptionId, DeviceFacts>> = {
  "leaf-per-device": {
    id: "leaf-per-device",
    membersSee: "devices",
    joinersSee: "present members",
    heals: "the device",
    outerLeaves: (devices) => devices,
    cost: (groups) => ({ add: { ...nothing, outerCommits: groups }, remove: { ...nothing, outerCommits: groups } })
  },
  subtree: {
    id: "subtree",
    membersSee: "users",
    joinersSee: "present members",
    heals: "the device, once the inner group has new keys",
    outerLeaves: () => 1,
    cost: (groups) => ({
      add: { ...nothing, innerCommits: 1, innerMessages: groups },
      remove: { ...nothing, innerCommits: 1, innerMessages: groups, outerCommits: groups }
    })
  },
  lazy: {
    id: "lazy",
    membersSee: "devices",
    joinersSee: "present members",
    heals: "the device",
    outerLeaves: (devices) => devices,
    cost: (groups) => ({ renew: { ...nothing, outerProposals: groups } })
  }
}
