import { Holdings } from "./holdings.ts"
import type { Span, Trace } from "./trace.ts"

/** The run from one state on, as if it had begun there: what was said before is no target, and seizures before do not count. Values and edges stay what they are. */
export const since = (trace: Trace, state: number): Trace => {
  const later = <S extends Span>(span: S): S => ({ ...span, from: Math.max(0, span.from - state), to: span.to - state })
  const lasting = ({ to }: Span): boolean => to > state
  const holdings = (all: Holdings): Holdings => Holdings.from([...all].filter(lasting).map(later))
  return {
    ...trace,
    members: trace.members.map(({ name, spans }) => ({ name, spans: spans.filter(lasting).map(later) })),
    states: trace.states.slice(state),
    messages: trace.messages.filter((message) => message.state > state).map((message) => ({ ...message, state: message.state - state })),
    values: trace.values.map((value) => ({ ...value, state: value.state - state })),
    held: holdings(trace.held),
    used: holdings(trace.used),
    findings: trace.findings.filter((finding) => finding.state >= state).map((finding) => ({ ...finding, state: finding.state - state }))
  }
}
