import type { LabResult } from "@copath/lab-core"
import type { Progress } from "../core/run.ts"
import type { Wish } from "../core/wish.ts"
import { showComplaints, toFirstComplaint } from "./complaints.ts"
import { byId, control, save, trade } from "./dom.ts"
import { startThread, type Thread } from "./thread.ts"

const go = control("go", HTMLButtonElement)
const cancel = control("cancel", HTMLButtonElement)
const bar = control("bar", HTMLProgressElement)

const report = control("report", HTMLIFrameElement)

let thread: Thread | undefined
let shown: { readonly result: LabResult; readonly report: string } | undefined
let began = 0

/** Runs a wish in a thread of its own, shows how far it is, and in the end its report. */
export const startRun = (wish: Wish): void => {
  end()
  began = performance.now()
  busy(true)
  byId("status").textContent = "Running."
  bar.value = 0
  byId("progress-text").textContent = "Warming up."
  thread = startThread((told) => {
    if (told.tell === "progress") return showProgress(told.progress)
    end()
    if (told.tell === "result") return showResult(told)
    byId("status").textContent = ""
    if (told.tell === "refused") showComplaints(byId("wish"), told.complaints, "error-run")
    if (told.tell === "broken") {
      const text = `The lab itself failed, and should not have: ${told.text}`
      showComplaints(byId("wish"), [{ field: "run", text }], "error-run")
    }
    toFirstComplaint(byId("wish"))
  })
  thread.ask({ ask: "run", wish })
}

const busy = (is: boolean): void => {
  trade(is ? go : cancel, is ? cancel : go)
  byId("progress").hidden = !is
}

const end = (): void => {
  thread?.end()
  thread = undefined
  busy(false)
}

const showProgress = ({ cell, cells, done, name, total }: Progress): void => {
  const share = (cell + done / Math.max(1, total)) / cells
  bar.value = share
  const left = ((performance.now() - began) / 1000) * (1 / share - 1)
  // Early guesses are worth nothing.
  const rest = share < 0.08 ? "" : `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.round(left / 60)} minutes`} left`
  byId("progress-text").textContent = `${cell + 1} of ${cells}, ${name.replace(/,provider=[^,]+/, "")}${rest}`
}

const verdict = ({ cells, made, refused }: LabResult): string => {
  const unsound = cells.filter(({ agreement, health }) => !agreement.agreed || health.failures.length > 0 || health.lostMembers > 0)
  const parts = [
    `Done in ${made.seconds.toFixed(1)} s.`,
    cells.length === 0
      ? "Nothing could be run."
      : unsound.length === 0
        ? `In each of ${cells.length} runs all members agree on the secret.`
        : `In ${unsound.length} of ${cells.length} runs members disagree, are lost or had failures; the report says which.`,
    ...(refused.length > 0 ? [`${refused.length} refused.`] : [])
  ]
  return parts.join(" ")
}

const showResult = (told: { readonly result: LabResult; readonly report: string }): void => {
  shown = told
  byId("status").textContent = verdict(told.result)
  byId("outcome").hidden = false
  report.srcdoc = told.report
  byId("outcome-title").focus({ preventScroll: true })
  byId("outcome").scrollIntoView()
}

// A document that stands in an attribute has this page's address, and links within it would lead here.
report.addEventListener("load", () => {
  report.contentDocument?.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]')
    const place = link === null ? null : report.contentDocument?.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (link === null) return
    event.preventDefault()
    place?.scrollIntoView()
    place?.querySelector<HTMLElement>("a, button, [tabindex]")?.focus({ preventScroll: true })
  })
})
cancel.addEventListener("click", () => {
  end()
  byId("status").textContent = "Cancelled. Nothing was kept."
})
byId("save-result").addEventListener("click", () => {
  if (shown !== undefined) save("result.json", "application/json", `${JSON.stringify(shown.result, null, 1)}\n`)
})
byId("save-report").addEventListener("click", () => {
  if (shown !== undefined) save("report.html", "text/html", shown.report)
})
byId("whole").addEventListener("click", () => void report.requestFullscreen())
