/** One value, or several: as often as the flag may be given. */
type Many = string | ReadonlyArray<string>

/** What a `lab.config.ts` says: the parts that one brings along, and what `lab run` does when its flags say nothing else. Each field is the flag of its name. */
export interface LabConfig {
  /** Files or packages, as for `--plugin`; a path is looked for from the configuration's folder. They are always taken in, and need not be used. */
  readonly plugins?: Many
  /** `axis=a,b`. A command line that names compositions (`--vary`, `--profile`, `--spec`) says all of them: these three fields are then left aside. */
  readonly vary?: Many
  /** Names of profiles. */
  readonly profile?: Many
  /** Files with compositions. */
  readonly spec?: Many
  /** `node` or `noble`. */
  readonly provider?: string
  /** The number of a cipher suite. */
  readonly suite?: number
  /** Names of policies, or settings. */
  readonly policy?: Many
  /** `key=value` of a named workload. */
  readonly set?: Many
  /** `key=a,b,c` of a named workload. */
  readonly sweep?: Many
  /** Equal seeds give equal bytes. */
  readonly seed?: string
  /** How many repeats. */
  readonly seeds?: number
  /** How many cells at once. */
  readonly jobs?: number
  /** Names of threat models. */
  readonly assume?: Many
  /** Where cells are written as they finish; a run goes on where the last one was interrupted. */
  readonly resume?: string
  /** Where the result goes as JSON. */
  readonly json?: string
  /** Where the page goes. */
  readonly html?: string
  /** Where every number goes. */
  readonly csv?: string
  /** Where the tables go as Markdown. */
  readonly markdown?: string
  /** How progress is shown. */
  readonly progress?: "auto" | "json" | "none"
}

/** The configuration as it is, with its fields checked by the compiler: for `export default` in a `lab.config.ts`. */
export const defineConfig = (config: LabConfig): LabConfig => config
