/** Gives back the object that it was given, so that a class below puts its fields on that one. */
// oxlint-disable-next-line typescript/no-extraneous-class -- a constructor is what it is for
class OnGiven {
  constructor(object: object) {
    return object
  }
}

/**
 * Something noted with any object at all, in a field that nobody else can see: copies do not have it, and whoever lists the object's properties does not find it.
 * A `WeakMap` says the same, but one with a hundred thousand short-lived keys costs the garbage collector more than all the rest of a recording.
 */
export class Note extends OnGiven {
  #note: object

  private constructor(object: object, note: object) {
    super(object)
    this.#note = note
  }

  /** What was noted last. */
  static on(object: object): object | undefined {
    return #note in object ? object.#note : undefined
  }

  /** Notes something in the place of whatever there was. */
  static put(object: object, note: object): void {
    if (#note in object) object.#note = note
    // oxlint-disable-next-line no-new -- the field is now the object's
    else new Note(object, note)
  }
}
