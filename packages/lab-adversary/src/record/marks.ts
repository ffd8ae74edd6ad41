/**
 * Something noted with objects of one class, on the objects themselves: a hundred thousand short-lived keys of a `WeakMap` cost the garbage collector more than
 * all the rest of a recording. Not for objects that are copied by spreading, for the note would be copied too.
 */
export class Marks<Key extends object, Note> {
  private readonly symbol: symbol

  constructor(name: string) {
    this.symbol = Symbol(name)
  }

  get(key: Key): Note | undefined {
    return (key as { readonly [name: symbol]: Note | undefined })[this.symbol]
  }

  set(key: Key, note: Note): void {
    const marked = key as { [name: symbol]: Note }
    marked[this.symbol] = note
  }
}
