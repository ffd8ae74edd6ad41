/** One rule of the validation list. */
export interface Rule {
  /** `V001` to `V319`; an id is never given to another rule. */
  readonly id: string
  /** Number of its group, 1 to 20. */
  readonly group: number
  /** Section of RFC 9420, or another document with its section. */
  readonly section: string
  /** What holds, in one sentence. */
  readonly says: string
  /** Tag and reason of the refusal, or what kind of test shows the rule. */
  readonly seen: string
}

/** A group of rules as it is written down: id, section, what holds, how a breach is seen. */
export interface Group {
  /** 1 to 20. */
  readonly number: number
  /** What the group is about. */
  readonly title: string
  /** In order of their ids. */
  readonly rows: ReadonlyArray<readonly [id: string, section: string, says: string, seen: string]>
}
