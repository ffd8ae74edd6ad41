import { builtIn } from "@copath/profile-lab"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { dirname, join, relative, resolve } from "node:path"
import { type BadInput, badInput } from "../badInput.ts"
import { kindOf, print, writeText } from "../files.ts"
import { kinds, type NewKind, packageFiles } from "../new/template.ts"
import { clone, inClone, isInside, isMember, namesake, nursery } from "../new/workspace.ts"

/** Names of parts, folders and packages at once. */
const fitting = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

const checkName = Effect.fnUntraced(function* (kind: NewKind, name: string, folder: string): Effect.fn.Return<void, BadInput> {
  if (!fitting.test(name) || name.length > 40) {
    return yield* badInput(
      `"${name}" cannot be a part's, a folder's and a package's name at once: small letters, digits and single - between them are expected, at most 40, with a letter first`
    )
  }
  const { axis } = kinds[kind]
  const taken = builtIn.find((part) => part.axis === axis && [part.id, ...(part.aliases ?? [])].includes(name))
  if (taken !== undefined) return yield* badInput(`"${name}" is the name of the built-in ${axis} ${taken.id}; take another`)
  if (kindOf(folder) !== "nothing") return yield* badInput(`${folder}: it is there already, and nothing is overwritten; take another name`)
  const other = isMember(folder) ? namesake(name) : undefined
  if (other !== undefined) return yield* badInput(`"${name}" is what tests of ${other} are called by; take another name`)
})

/** Where the package goes: what was asked for, else where the clone keeps such packages, else here. */
const parentOf = (dir: Option.Option<string>): string =>
  resolve(Option.getOrElse(dir, () => (isInside(process.cwd()) ? nursery : process.cwd())))

/** As a person at this place would write it. */
const fromHere = (path: string): string => {
  const way = relative(process.cwd(), path)
  return way === "" ? "." : way.startsWith("..") ? path : `./${way}`
}

const varyFlags = (kind: NewKind, name: string): string =>
  kinds[kind].vary.map((vary, i) => `--vary ${vary}${i === 0 ? `,${name}` : ""}`).join(" ")

/** How the part is asked what it keeps of its promises. */
const proveLine = (kind: NewKind, file: string): string => {
  const known = kinds[kind]
  return `pnpm lab prove ${file}${"promises" in known ? ` ${known.promises}` : ""}`
}

const nextSteps = (kind: NewKind, name: string, folder: string): string => {
  const here = fromHere(folder)
  if (!isMember(folder)) {
    return `It stands outside of Copath's workspace, and Copath's packages are not on npm yet: its dependencies are links into
${clone}, which has to stay where it is. Next:

  cd ${here}
  pnpm install
  pnpm test                                  # the laws; who breaks one is told which, and by what smallest input
  pnpm lab run team-50 --set days=3          # lab.config.ts names plug-in and parts
  ${proveLine(kind, "./src/index.ts")}
`
  }
  return `Next, from ${clone}:

  pnpm install
  pnpm vitest run --project ${name}           # the laws; who breaks one is told which, and by what smallest input
  pnpm lab run team-50 --set days=3 --plugin ./${relative(clone, folder)}/src/index.ts ${varyFlags(kind, name)}
  ${proveLine(kind, `./${relative(clone, folder)}/src/index.ts`)}

or, from ${here}, where lab.config.ts names plug-in and parts: pnpm test, pnpm lab run team-50 --set days=3
`
}

export const newCommand = Command.make(
  "new",
  {
    kind: Argument.Literals("kind", Object.keys(kinds) as ReadonlyArray<NewKind>).pipe(
      Argument.withDescription(
        Object.entries(kinds)
          .map(([kind, { about }]) => `${kind}: ${about}`)
          .join("; ")
      )
    ),
    name: Argument.String("name").pipe(Argument.withDescription("What the part, its folder and its package are called")),
    dir: Flag.String("dir").pipe(
      Flag.withMetavar("folder"),
      Flag.withDescription("Where the package's folder is made: this folder by default; in a clone of Copath, its examples"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ dir, kind, name }) {
    const parent = parentOf(dir)
    const folder = join(parent, name)
    yield* checkName(kind, name, folder)
    if (isInside(folder) && !isMember(folder)) {
      return yield* badInput(
        `--dir ${Option.getOrElse(dir, () => ".")}: pnpm takes no package there for one of the workspace; in the clone take ${inClone("examples", process.cwd()) || "."}, or a folder outside of it`
      )
    }
    if (kindOf(parent) === "file") return yield* badInput(`--dir ${parent}: this is a file`)
    const files = packageFiles(kind, name, folder, isMember(folder))
    for (const [path, text] of files) yield* writeText(join(folder, path), text)
    const one = join(dirname(fromHere(join(folder, "x"))), "src/index.ts")
    yield* print(`${fromHere(folder)}: ${kinds[kind].about}. It works as it stands; edit ${one}.\n\n${nextSteps(kind, name, folder)}`)
  })
).pipe(
  Command.withDescription("Writes a package with a small part that works and a test that runs its laws, for you to edit."),
  Command.withShortDescription("Begin a part of your own"),
  Command.withExamples([
    { command: "lab new signature my-sig", description: "A signature scheme, in the clone's examples" },
    { command: "lab new cgka my-tree --dir ../experiments", description: "A key agreement, in a folder of your own" }
  ])
)
