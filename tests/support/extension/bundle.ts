import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/**
 * Bundles a module's text (imports relative to the repository's root) into one script that a page
 * can run.
 */
export async function bundleForPage(code: string): Promise<string> {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const entry = `${root}virtual-entry.ts`
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      {
        name: 'entry',
        resolveId: id => (id === entry ? entry : null),
        load: id => (id === entry ? code : null),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      rolldownOptions: { input: entry, output: { format: 'iife' } },
    },
  })
  const [result] = Array.isArray(built) ? built : [built]
  const output = result && 'output' in result ? result.output[0] : undefined
  if (!output) throw new Error('nothing was bundled')
  return output.code
}
