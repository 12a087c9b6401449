import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/agent.ts'

const runner = fileURLToPath(new URL('../run.ts', import.meta.url))

test('the runner follows no promise, and an error that nobody caught still fails its file and is printed', context => {
  const write = writer(context)
  const unfollowed = write(
    'unfollowed',
    `test('an await is no resource of its own', async () => {
      await null
      const before = executionAsyncId()
      await null
      assert.equal(executionAsyncId(), before)
    })`,
  )
  const free = ran(unfollowed)
  assert.equal(free.status, 0, free.says)

  for (const [thrower, text] of [
    ['rejection', "void Promise.reject(new TypeError('lost on the way'))"],
    ['exception', "setImmediate(() => { throw new TypeError('lost on the way') })"],
  ] as const) {
    const lost = write(
      thrower,
      `test('leaves an error behind', async () => {
        ${text}
        await new Promise(done => setTimeout(done, 1))
      })`,
    )
    const { status, says } = ran(lost)
    assert.equal(status, 1)
    assert.match(says, /nobody caught: TypeError: lost on the way\n +at .*\.test\.mjs:\d+/)
  }
})

test('tests of a suite run beside each other, where it says so', context => {
  const each = (name: string, own: number, other: number): string => `
      test('${name}', async () => {
        gates[${own}].resolve()
        await gates[${other}].promise
      })`
  const file = writer(context)(
    'together',
    `const gates = [Promise.withResolvers(), Promise.withResolvers()]
    suite('both wait for the other', { concurrency: 2 }, () => {${each('one', 0, 1)}${each('two', 1, 0)}
    })`,
  )
  const { status, says } = ran(file)
  assert.equal(status, 0, says)
})

/** @returns writes a file of tests into a folder that goes with the test, and says where it is */
function writer(context: TestContext): (name: string, body: string) => string {
  const folder = temporaryFolder(context)
  return (name, body) => {
    const file = join(folder, `${name}.test.mjs`)
    writeFileSync(
      file,
      `import assert from 'node:assert/strict'\nimport { executionAsyncId } from 'node:async_hooks'\nimport { suite, test } from 'node:test'\n${body}`,
    )
    return file
  }
}

function ran(file: string): { readonly status: number | null; readonly says: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, file], {
    env,
    encoding: 'utf8',
  })
  return { status, says: stdout + stderr }
}
