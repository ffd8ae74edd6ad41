import { registerHooks } from "node:module"

/**
 * Examples stand outside the workspace, as a stranger's packages would, and install nothing. What they import and cannot find is looked for
 * from here instead, where every package is a dependency.
 */
registerHooks({
  resolve: (specifier, context, next) => {
    try {
      return next(specifier, context)
    } catch (error) {
      if (specifier.startsWith(".") || specifier.startsWith("file:")) throw error
      return next(specifier, { ...context, parentURL: import.meta.url })
    }
  }
})
