import { Secret, type Suite } from "@copath/contracts"
import { median } from "@copath/lab-core"

/** Nanoseconds from any origin: of the clock, or better of this process's processor time. */
export type Clock = () => number

const PROBES = 40
/** Key derivations in a probe: a millisecond or so, where they are native. */
const DERIVATIONS = 12

/**
 * How fast a machine is just now. One that others use too is slower at times, by a third and more, and tells of it by no clock: so the same few key derivations, the probe,
 * are timed right before and after whatever is measured, and times are given as if the probe had taken what it did at the beginning.
 */
export class Pace {
  readonly clock: Clock
  /** Nanoseconds of the probe, to which times are brought. */
  readonly reference: number
  private readonly suite: Suite
  private before = 0
  private started = 0

  /** `reference`: the probe of an earlier measurement, to compare with that. */
  constructor(suite: Suite, clock: Clock, reference?: number) {
    this.suite = suite
    this.clock = clock
    const now = Array.from({ length: PROBES }, () => this.probe())
    this.reference = reference ?? median(now)
  }

  /** What comes now is measured. */
  begin(): void {
    this.before = this.probe()
    this.started = this.clock()
  }

  /** Nanoseconds since `begin`, at the reference's pace. */
  end(): number {
    const took = this.clock() - this.started
    return (took * this.reference) / ((this.before + this.probe()) / 2)
  }

  private probe(): number {
    const start = this.clock()
    for (let i = 0; i < DERIVATIONS; i++) this.suite.kem.derive(new Secret(new Uint8Array(this.suite.kem.seedSize).fill(i + 1)))
    return this.clock() - start
  }
}
