import type { Group } from "../rule.ts"

/** How we behave: state, what we send, and what the delivery service does. */
export const conduct: ReadonlyArray<Group> = [
  {
    number: 18,
    title: "state, order, deletion",
    rows: [
      ["V290", "14", "making a commit does not change the group", "property"],
      ["V291", "6.3.1, 9.1", "a generation is written down before its ciphertext leaves", "property"],
      ["V292", "6.3.1", "a group's state has one writer at a time", "StoreFailure Fenced"],
      ["V293", "6.3.1", "after a restore a member receives only, until its own update is accepted", "SendRejected NeedsUpdate"],
      ["V294", "9.2", "ratchet and delivery cursor are written in one transaction", "property"],
      ["V295", "9.2", "used secrets are deleted from store and memory", "property"],
      ["V296", "14", "old and forked states are dropped in time", "property"],
      ["V297", "7.5", "replaced private keys are deleted with the old epoch", "property"],
      ["V298", "12.4.2", "every input has one outcome, and only a bounded retry comes back", "property"],
      ["V299", "14", "no refused message stops the next", "property"],
      ["V300", "13", "a state of an earlier version is read, and a damaged one refused", "StoreFailure Corrupt"],
      ["V301", "12.4.2", "operations on a group run one at a time", "property"]
    ]
  },
  {
    number: 19,
    title: "what we send",
    rows: [
      ["V302", "12.4.1", "our commits pass our own rules", "property"],
      ["V303", "12.4.1", "joiners are left out of path encryption and welcomed once each", "property"],
      ["V304", "6.3.1", "reuse guards and PSK nonces are drawn from entropy", "property"],
      ["V305", "11", "group ids are 16 random bytes or more", "property"],
      ["V306", "13.5", "GREASE is sent at random where it may be", "property"],
      ["V307", "12.4.3.3", "trees are sent without blanks at the right end", "property"],
      ["V308", "6.3.1", "messages are padded to a few sizes", "property"],
      ["V309", "10", "our lifetimes are within policy and begin a little in the past", "property"],
      ["V310", "12.4", "our commits take in all valid proposals", "property"],
      ["V311", "7.4", "each attempt at a commit draws fresh keys", "property"]
    ]
  },
  {
    number: 20,
    title: "the delivery service",
    rows: [
      ["V312", "RFC 9750", "a handshake is appended for its epoch, and the first wins", "DeliveryRefused StaleEpoch"],
      ["V313", "RFC 9750", "all readers see one sequence without gaps", "property"],
      ["V314", "RFC 9750", "what is acknowledged survives a crash of the service", "property"],
      ["V315", "RFC 9750", "the same bytes sent again are one entry", "Duplicate"],
      ["V316", "RFC 9750", "what is too large, unknown or unauthenticated is fanned out to nobody", "DeliveryRefused"],
      [
        "V317",
        "RFC 9750",
        "a key package is handed out once, the last-resort one apart, and claims are limited",
        "DeliveryRefused RateLimited"
      ],
      ["V318", "RFC 9750", "a service that checks commits refuses no more than clients do", "property"],
      ["V319", "RFC 9750", "clients take no identity or order from the service's labels", "property"]
    ]
  }
]
