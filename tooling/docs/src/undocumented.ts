/** API Extractor's mark, in a comment above a declaration or behind its release tag. */
const mark = /^\s*\/\/.*\(undocumented\)/

/** What an API report says has no doc comment, each as `line: declaration`; lines count from 1. */
export const undocumented = (report: string): ReadonlyArray<string> => {
  const lines = report.split("\n")
  return lines.flatMap((line, at) => (mark.test(line) ? [`${at + 2}: ${lines[at + 1]?.trim() ?? ""}`] : []))
}
