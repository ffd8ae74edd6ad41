/** `--json` alone is `--json -`, in `lab run`: its value may be left out before another flag and at the end. */
export const withBareJson = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args[0] !== "run"
    ? args
    : args.flatMap((arg, i) =>
        arg === "--json" && (args[i + 1] === undefined || args[i + 1]?.startsWith("--") === true) ? [arg, "-"] : [arg]
      )
