import type { Ask, Tell } from "../core/messages.ts"
import { byId } from "./dom.ts"

/** A thread that computes: it is asked, and it tells. */
export interface Thread {
  readonly ask: (asked: Ask) => void
  /** Ends it, whatever it is at. */
  readonly end: () => void
}

let url: string | undefined

/** Starts a thread from the script that lies in the page. */
export const startThread = (onTell: (tell: Tell) => void): Thread => {
  url ??= URL.createObjectURL(new Blob([byId("thread").textContent], { type: "text/javascript" }))
  const worker = new Worker(url)
  worker.addEventListener("message", ({ data }: MessageEvent<Tell>) => onTell(data))
  worker.addEventListener("error", (event) => onTell({ tell: "broken", text: event.message }))
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    ask: (asked) => worker.postMessage(asked),
    end: () => worker.terminate()
  }
}
