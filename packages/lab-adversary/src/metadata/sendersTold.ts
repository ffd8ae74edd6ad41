import type { MetadataSight } from "@copath/lab-core"
import type { SeenUpload } from "./metadata.ts"

/** Bytes of a mark: an index of a leaf. */
const MARK = 4
/** Places that are compared: what tells senders apart stands before what is sealed. */
const MOST_PLACES = 4096

/**
 * Whether something tells one sender's messages from another's though nothing names it: four bytes at one place that are the same in all messages of each sender, and others
 * in those of each other. Only those who have sent several are asked; `unjudged`, if these are fewer than two: then anything would do.
 */
export const sendersTold = (own: ReadonlyArray<SeenUpload>): Omit<MetadataSight, "kind" | "field"> => {
  const messages = own.length
  const times = new Map<number, number>()
  for (const { upload } of own) times.set(upload.by, (times.get(upload.by) ?? 0) + 1)
  const bodies = own.flatMap(({ read, upload }) =>
    (times.get(upload.by) ?? 0) < 2 ? [] : [{ by: upload.by, body: read?.rest.bytes ?? upload.message, offset: read?.rest.offset ?? 0 }]
  )
  const senders = new Set(bodies.map(({ by }) => by)).size
  if (senders < 2) return { sight: "unjudged", messages, shown: 0, why: "two messages each of two senders at least are needed to tell" }
  const shortest = Math.min(MOST_PLACES, ...bodies.map(({ body }) => body.length))
  for (let place = 0; place + MARK <= shortest; place++) {
    if (!tells(bodies, place, senders)) continue
    const heads = [...new Set(bodies.map(({ offset }) => offset))]
    const at = heads.length === 1 ? `at offset ${(heads[0] ?? 0) + place}` : `${place} bytes after the readable head`
    return { sight: "readable", messages, shown: bodies.length, why: `${MARK} bytes ${at} are each sender's own` }
  }
  return {
    sight: "hidden",
    messages,
    shown: 0,
    why: `no ${MARK} of the first ${shortest} bytes after the readable head tell ${senders} senders apart`
  }
}

/** Compares only as far as it must: most places differ in the first two messages of one sender. */
const tells = (bodies: ReadonlyArray<{ readonly by: number; readonly body: Uint8Array }>, place: number, senders: number): boolean => {
  const marks = new Map<number, string>()
  for (const { body, by } of bodies) {
    const mark = body.subarray(place, place + MARK).join()
    const known = marks.get(by)
    if (known !== undefined && known !== mark) return false
    marks.set(by, mark)
  }
  return new Set(marks.values()).size === senders
}
