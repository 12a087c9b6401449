import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { testAgent, temporaryFolder } from '../support/agent.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: {
    readonly steps: readonly {
      readonly id?: string
      readonly run?: string
      readonly env?: Readonly<Record<string, string>>
    }[]
  }
}

test('the action scans a tenant by its own script, and writes alerts', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const { home, close } = await testAgent(context, {
    'aurora-labs': {
      service: 'github',
      target: { organization: 'aurora-labs', url: replay.url },
    },
  })
  await close()
  const action = parse(read('action.yml')) as Action
  const step = action.runs.steps.find(({ id }) => id === 'scan')
  const inputs: Record<string, string> = {
    home,
    tenants: 'aurora-labs',
    sarif: 'alerts.sarif',
    fail: 'false',
  }
  assert.deepEqual(Object.keys(action.inputs).sort(), Object.keys(inputs).sort())
  const filled = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ inputs\.([a-z]+) \}\}/g, (_, input: string) => inputs[input] ?? ''),
    ]),
  )
  const workspace = mkdtempSync(join(temporaryFolder(context), 'workspace-'))
  const run = (env: Record<string, string>): Promise<number | null> =>
    new Promise(resolve => {
      spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'false'], {
        cwd: workspace,
        env: {
          ...process.env,
          GITHUB_ACTION_PATH: root,
          GITHUB_OUTPUT: join(workspace, 'output'),
          ...env,
        },
        stdio: 'ignore',
      }).on('close', resolve)
    })
  assert.equal(await run({ ...filled, WITNESSMARK_SECRET_AURORA_LABS: demoToken }), 0)
  assert.equal(readFileSync(join(workspace, 'output'), 'utf8'), 'code=3\n')
  const { runs } = JSON.parse(readFileSync(join(workspace, 'alerts.sarif'), 'utf8')) as {
    readonly runs: readonly { readonly results: readonly { readonly kind: string }[] }[]
  }
  assert.ok((runs[0]?.results.filter(({ kind }) => kind === 'fail').length ?? 0) > 10)
  // A tenant that there is not is a usage error, and no quiet success.
  assert.equal(await run({ ...filled, TENANTS: 'nobody' }), 2)
})

test('workflows and templates are YAML; the tests run on the oldest and the newest Node that is claimed', () => {
  for (const file of [
    '.github/ISSUE_TEMPLATE/bug.yml',
    '.github/ISSUE_TEMPLATE/wrong-reading.yml',
    '.github/ISSUE_TEMPLATE/config.yml',
  ])
    assert.ok(parse(read(file)), file)
  const { jobs } = parse(read('.github/workflows/test.yml')) as {
    readonly jobs: {
      readonly test: {
        readonly strategy: { readonly matrix: { readonly node: readonly string[] } }
        readonly steps: readonly { readonly run?: string }[]
      }
    }
  }
  const [oldest = '', newest = ''] = jobs.test.strategy.matrix.node
  const [, claimed, major] = /^>=((\d+)\.\d+)$/.exec(manifest.engines.node) ?? []
  assert.equal(oldest, `${claimed}.0`)
  assert.equal(newest, major)
  assert.ok(jobs.test.steps.some(({ run }) => run?.endsWith('npm test')))
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(read('docs/github-action.md')) ?? []
  const { inputs } = parse(read('action.yml')) as Action
  const steps = (
    parse(example) as {
      readonly jobs: {
        readonly scan: {
          readonly steps: readonly {
            readonly uses: string
            readonly with: Readonly<Record<string, string>>
          }[]
        }
      }
    }
  ).jobs.scan.steps
  const own = steps.find(({ uses }) => uses.includes('/witnessmark@'))
  for (const name of Object.keys(own?.with ?? {})) assert.ok(Object.hasOwn(inputs, name), name)
})
