/**
 * What the settings of named workloads begin with in a page, where their own are made for a command line: groups that fit, and take seconds. A setting that is not
 * here begins with its own value.
 */
export const presets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "pair-to-eight": { members: 4, days: 3 },
  "team-50": { members: 10, days: 5, joins: 30, leaves: 20 },
  "family-years": { members: 6, days: 7, perDay: 20, phoneYears: 0.05 },
  "community-1k": { members: 40, days: 3, perDay: 40, churn: 0.05 },
  "channel-50k": { members: 48, days: 3, authors: 4, perDay: 20, comments: 5, churn: 0.05, together: 3 },
  "sleepy-devices": { members: 20, days: 28, perDay: 6 },
  "key-rotation-daily": { members: 16, days: 4, perDay: 20 },
  churn: { members: 24, operations: 100 },
  "admin-churn": { members: 24, operations: 100 },
  "mass-removal": { members: 32, removed: 0.75 },
  "propose-commit": { members: 16, k: 2, commits: 30 },
  "setup-and-talk": { members: 8 },
  storm: { members: 16, committers: 8, storms: 3 }
}
