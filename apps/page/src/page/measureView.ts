import type { Calibration } from "@copath/lab-scale"
import { systemOf } from "../core/environment.ts"
import type { EffortName, Measured, Measuring } from "../core/measure.ts"
import type { Offer } from "../core/offer.ts"
import { showComplaints, toFirstComplaint } from "./complaints.ts"
import { byId, control, element, option, save, trade } from "./dom.ts"
import { startThread, type Thread } from "./thread.ts"

const go = control("measure", HTMLButtonElement)
const cancel = control("measure-cancel", HTMLButtonElement)
const bar = control("measure-bar", HTMLProgressElement)
const form = control("order", HTMLFormElement)

let thread: Thread | undefined
let shown: Calibration | undefined

const titles: Readonly<Record<Measuring["kind"], string>> = {
  primitives: "Primitives, round",
  groups: "Groups, size",
  predictions: "Checking what is predicted, size"
}
/** Where on the bar each kind of work begins, and how much of it it takes: about its share of the time. */
const shares: Readonly<Record<Measuring["kind"], readonly [from: number, width: number]>> = {
  primitives: [0, 0.5],
  groups: [0.5, 0.3],
  predictions: [0.8, 0.2]
}

/** Makes the second half of the page work. */
export const measureView = ({ efforts, suites }: Offer): void => {
  control("device", HTMLInputElement).value = systemOf(navigator.userAgent)
  byId("measure-suite").append(...suites.map(({ id, name }) => option(String(id), `${id} ${name}`)))
  byId("effort").append(...efforts.map(({ about, name }) => option(name, `${name}: ${about}`, name === "usual")))
  go.disabled = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    start()
  })
  cancel.addEventListener("click", () => {
    end()
    byId("measure-status").textContent = "Cancelled."
  })
  byId("save-calibration").addEventListener("click", () => {
    if (shown !== undefined) save(fileName(shown), "application/json", `${JSON.stringify(shown, null, 1)}\n`)
  })
}

const busy = (is: boolean): void => {
  trade(is ? go : cancel, is ? cancel : go)
  byId("measuring").hidden = !is
}

const end = (): void => {
  thread?.end()
  thread = undefined
  busy(false)
}

const start = (): void => {
  end()
  showComplaints(form, [], "error-measure")
  busy(true)
  bar.value = 0
  byId("measuring-text").textContent = "Warming up."
  byId("measure-status").textContent = "Measuring."
  thread = startThread((told) => {
    if (told.tell === "measuring") return showMeasuring(told.measuring)
    end()
    byId("measure-status").textContent = ""
    if (told.tell === "measured") return showMeasured(told.measured)
    if (told.tell === "refused") showComplaints(form, told.complaints, "error-measure")
    if (told.tell === "broken")
      showComplaints(form, [{ field: "measure", text: `The lab itself failed, and should not have: ${told.text}` }], "error-measure")
    toFirstComplaint(form)
  })
  thread.ask({
    ask: "measure",
    order: {
      suite: Number(control("measure-suite", HTMLSelectElement).value),
      effort: control("effort", HTMLSelectElement).value as EffortName,
      device: control("device", HTMLInputElement).value
    }
  })
}

const showMeasuring = ({ done, kind, total }: Measuring): void => {
  const [from, width] = shares[kind]
  bar.value = from + (width * done) / total
  byId("measuring-text").textContent = `${titles[kind]} ${Math.min(done + 1, total)} of ${total}`
}

const time = (ns: number): string => {
  const [size, unit] = (
    [
      [1e9, "s"],
      [1e6, "ms"],
      [1e3, "µs"]
    ] as const
  ).find(([of]) => ns >= of) ?? [1, "ns"]
  return `${Number((ns / size).toPrecision(3))} ${unit}`
}

const fileName = ({ device }: Calibration): string =>
  `${
    device
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "device"
  }.json`

const tableOf = (title: string, head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): HTMLElement =>
  element(
    "div",
    { tabindex: "0", role: "group", "aria-label": title },
    element(
      "table",
      {},
      element("caption", {}, title),
      element("thead", {}, element("tr", {}, ...head.map((cell) => element("th", { scope: "col" }, cell)))),
      element(
        "tbody",
        {},
        ...rows.map(([name = "", ...cells]) =>
          element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell)))
        )
      )
    )
  )

const overheads: Readonly<Record<keyof Calibration["overhead"], string>> = {
  perText: "a text",
  perHandshake: "a commit or a join",
  perByteWritten: "each byte written",
  perByteRead: "each byte read",
  perNode: "each node of the tree touched"
}

const showMeasured = ({ calibration, tick }: Measured): void => {
  shown = calibration
  const { device, errors, ops, overhead, provider, suite } = calibration
  byId("calibration-title").textContent = device
  byId("calibration-note").textContent =
    `${suite} by ${provider}. Times on the clock, which here goes on in steps of ${time(tick)}: browsers tell pages no finer time, nor what else the processor did.`
  const primitives = Object.entries(ops).map(([name, { ci, ns }]) => [
    name,
    time(ns[0]),
    // Less than this comes of a coarse clock.
    ns[1] < 0.01 ? "" : `${ns[1].toPrecision(3)} ns`,
    `${time(ci[0])} – ${time(ci[1])}`
  ])
  const beside = Object.entries(overhead).map(([name, ns]) => [overheads[name as keyof Calibration["overhead"]], time(ns)])
  const off = Object.entries(errors ?? {}).map(([name, share]) => [name, `${Math.round(100 * share)} %`])
  byId("calibration-tables").replaceChildren(
    tableOf("Primitives", ["operation", "each call", "and each byte", "middle half, smallest size"], primitives),
    tableOf("Beside the primitives", ["for", "takes"], beside),
    ...(off.length === 0 ? [] : [tableOf("How far off predictions were", ["operation", "mean error"], off)])
  )
  byId("calibration-command").textContent = `pnpm lab scale mixed --members 10000 --calibration ${fileName(calibration)}`
  byId("calibration").hidden = false
  byId("calibration-title").focus()
}
