/**
 * An HPKE `info` under which more than one message is sealed, such as a commit's to all of its targets: what a provider makes of it, it makes once. The bytes are
 * copied, so nobody changes them.
 */
export class HpkeInfo {
  /** As both sides have them; not to be written to. */
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes.slice()
  }
}

/** The bytes of an info in either form. */
export const infoBytes = (info: Uint8Array | HpkeInfo): Uint8Array => (info instanceof HpkeInfo ? info.bytes : info)

/** For providers: `compute`, done once for each {@link HpkeInfo}, and for bare bytes each time. */
export const oncePerInfo = <A extends object>(compute: (info: Uint8Array) => A): ((info: Uint8Array | HpkeInfo) => A) => {
  const known = new WeakMap<HpkeInfo, A>()
  return (info) => {
    if (!(info instanceof HpkeInfo)) return compute(info)
    const found = known.get(info) ?? compute(info.bytes)
    known.set(info, found)
    return found
  }
}
