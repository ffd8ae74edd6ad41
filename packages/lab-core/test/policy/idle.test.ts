import { Result } from "effect"
import { expect, test } from "vitest"
import { idleSetting, parsePolicy } from "../../src/index.ts"

const idle = (text: string): string | undefined => idleSetting(text, { name: text, policy: Result.getOrThrow(parsePolicy(text)) })

test("a setting that another leaves without effect is named", () => {
  expect(idle("commit.who=next-speaker,commit.batch=1h")).toMatch(/^commit\.batch has no effect with commit\.who=next-speaker/)
  expect(idle("retry.onReject=drop,retry.maxTries=3")).toMatch(/^retry\.maxTries has no effect with retry\.onReject=drop/)
})

test.each(["default", "commit.who=next-speaker", "commit.batch=1h", "retry.onReject=drop", "retry.maxTries=3"])(
  "%s has its effect",
  (text) => {
    expect(idle(text)).toBeUndefined()
  }
)
