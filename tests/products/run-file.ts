import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs a test file of `npm test` over a product, in a process of its own.
 * @param file its path in the repository
 * @param options what Node is told before it, and what is in its environment
 * @throws AssertionError with all that it said, when it fails or holds no test
 */
export async function runFile(
  file: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', './tests/support/unfollowed.ts', ...args, file],
    {
      cwd: root,
      // Of this runner it knows nothing: what it says is for a reader.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exit = once(child, 'exit')
  const said = await text(child.stdout)
  const [code] = await exit
  assert.equal(code, 0, said)
  assert.match(said, /^(ℹ|#) pass [1-9]/m, said)
}
