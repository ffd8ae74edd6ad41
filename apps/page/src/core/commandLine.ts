const plain = /^[\w@%+=:,./-]+$/

/** Arguments as a line for a shell, from the repository's root. */
export const commandLine = (argv: ReadonlyArray<string>): string =>
  ["pnpm", ...argv].map((arg) => (plain.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`)).join(" ")
