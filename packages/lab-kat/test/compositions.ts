import { axes, catalog, profiles, type Spec } from "@copath/profile-lab"

const parts = catalog()

/** Every part of every axis in the place of the default one, and every profile. Providers compute the same, and are left out. */
export const everyComposition: ReadonlyArray<readonly [name: string, spec: Spec]> = [
  ...axes
    .filter((axis) => axis !== "provider")
    .flatMap((axis) => parts.of(axis).map(({ id }): readonly [string, Spec] => [`${axis}=${id}`, { [axis]: id }])),
  ...profiles.map(({ name, spec }) => [name, spec] as const)
]
