import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from 'svelte/compiler'
import { build } from 'vite'
import type { Plugin } from 'vite'
import type { Library } from './plan.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

const svelte: Plugin = {
  name: 'svelte',
  load(id) {
    if (!id.endsWith('.svelte')) return null
    return compile(readFileSync(id, 'utf8'), { filename: id, generate: 'client', css: 'injected' })
      .js.code
  },
}

/** The script of all pages of one library. @returns its text */
export async function bundleLibrary(library: Library): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    plugins: [svelte],
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      rolldownOptions: { input: `${root}libraries/${library}.ts`, output: { format: 'iife' } },
    },
  })
  const [result] = Array.isArray(built) ? built : [built]
  const output = result && 'output' in result ? result.output[0] : undefined
  if (!output) throw new Error(`${library} was not bundled`)
  return output.code
}
