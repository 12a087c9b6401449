import { createHash } from 'node:crypto'

/** The fictional organization of the demo, as plain data that a test may change. */
export type DemoRepository = {
  name: string
  /** What it keeps when it is renamed; see `repositoryNumber`. */
  id?: number
  visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL'
  archived: boolean
  defaultBranch: string | null
  classic: boolean
  reviews: number
  admins: boolean
  forcePushes: boolean
  secretScanning: boolean
  pushProtection: boolean
  alerts: boolean
  updates: boolean
  writingKey: boolean
  policy: boolean
  covered: boolean
  codeOwners: boolean
  topics?: string[]
  deletesMerged: boolean
  pushedAt: string
  /** More deploy keys than a page shows. */
  deployKeys?: number
  /** Its default branch is null, though it is not empty. */
  branchHidden?: boolean
  /** Whether the credential administers it. */
  administered?: boolean
  /** Null in lists of GraphQL, or not in the token's selection at all. */
  shown?: 'hidden' | 'not-selected'
  /** What its classic rule says otherwise, by GraphQL's names. */
  protection?: Record<string, unknown>
  /** With the kinds of their protection rules. */
  environments?: { name: string; rules: string[] }[]
  /** Why its environments are not shown. */
  environmentsHidden?: string
  hooks?: Record<string, unknown>[]
  workflow?: Record<string, unknown>
  /** Rulesets of its own, beside the organization's. */
  rulesets?: DemoRuleset[]
}
/** A rule as REST writes it; parameters left out are a pull request's usual ones. */
type DemoRule = { type: string; parameters?: Record<string, unknown> }
export type DemoRuleset = {
  id: number
  name: string
  target: string
  enforcement: 'active' | 'evaluate' | 'disabled'
  bypass_actors: { actor_type: string; bypass_mode?: string }[]
  rules: DemoRule[]
}
/** GitHub's number of a repository: made of its name, unless it had another name before. */
export function repositoryNumber({ id, name }: Pick<DemoRepository, 'id' | 'name'>): number {
  return id ?? createHash('sha256').update(name).digest().readUInt32BE(0) >>> 1
}
type DemoMember = {
  login: string
  role: 'ADMIN' | 'MEMBER'
  twoFactor: boolean | null
  hidden?: boolean
}
export type GithubState = {
  organization: Record<string, unknown> & { login: string }
  actions: Record<string, unknown>
  workflow: Record<string, unknown>
  forkApproval: Record<string, unknown>
  immutableReleases: Record<string, unknown>
  runnerGroups: Record<string, unknown>[]
  members: DemoMember[]
  outside: { login: string; twoFactor: boolean }[]
  hooks: Record<string, unknown>[]
  installations: Record<string, unknown>[]
  rulesets: DemoRuleset[]
  repositories: DemoRepository[]
  /** What an Enterprise's audit log has; none where it may not be read. */
  auditLog?: Record<string, unknown>[]
  /** Fields that its version does not have yet: `Ref.rules`. */
  lacks: string[]
  /** People's accounts. */
  people: string[]
}

const base: Omit<DemoRepository, 'name'> = {
  visibility: 'PRIVATE',
  archived: false,
  defaultBranch: 'main',
  classic: false,
  reviews: 0,
  admins: false,
  forcePushes: true,
  secretScanning: true,
  pushProtection: true,
  alerts: true,
  updates: true,
  writingKey: false,
  policy: false,
  covered: false,
  codeOwners: false,
  deletesMerged: false,
  pushedAt: '2026-11-01T09:00:00Z',
}
const repository = (name: string, change: Partial<DemoRepository> = {}): DemoRepository => ({
  ...base,
  name,
  ...change,
})

/**
 * Aurora Labs: believable, neither good nor bad. @param repositories as many as this, generated
 * beyond the twelve named ones
 */
export function githubState(repositories = 12): GithubState {
  const named = [
    repository('aurora-api', {
      classic: true,
      reviews: 2,
      admins: true,
      forcePushes: false,
      covered: true,
    }),
    repository('aurora-web', { classic: true, reviews: 1, forcePushes: false }),
    repository('billing', { covered: true }),
    repository('infrastructure', {
      writingKey: true,
      covered: true,
      environments: [
        { name: 'production', rules: ['REQUIRED_REVIEWERS', 'BRANCH_POLICY'] },
        { name: 'staging', rules: [] },
      ],
    }),
    repository('mobile-app', { pushProtection: false }),
    repository('data-pipeline', {
      secretScanning: false,
      pushProtection: false,
      alerts: false,
      updates: false,
    }),
    repository('design-tokens', { visibility: 'PUBLIC', policy: false }),
    repository('handbook', { visibility: 'INTERNAL' }),
    repository('sdk-python', {
      visibility: 'PUBLIC',
      classic: true,
      reviews: 1,
      admins: true,
      forcePushes: false,
      policy: true,
    }),
    repository('hackday-2023', { archived: true, secretScanning: false }),
    repository('sandbox', { defaultBranch: null }),
    repository('réglages-日本', { classic: true, reviews: 1, forcePushes: false }),
  ]
  const more = Array.from({ length: Math.max(0, repositories - named.length) }, (_, index) =>
    repository(`service-${String(index + 1).padStart(5, '0')}`, {
      classic: index % 3 === 0,
      reviews: index % 3 === 0 ? 1 : 0,
      alerts: index % 7 !== 0,
      covered: index % 5 === 0,
    }),
  )
  return {
    organization: {
      login: 'aurora-labs',
      name: 'Aurora Labs',
      two_factor_requirement_enabled: false,
      default_repository_permission: 'write',
      members_can_create_repositories: true,
      members_can_create_public_repositories: true,
      members_can_fork_private_repositories: false,
      members_can_delete_repositories: true,
      members_can_change_repo_visibility: false,
      members_can_invite_outside_collaborators: true,
      members_can_create_teams: true,
      members_can_create_public_pages: true,
      members_can_delete_issues: false,
      web_commit_signoff_required: false,
      deploy_keys_enabled_for_repositories: true,
      is_verified: true,
      ipAllowList: 'DISABLED',
      notifications: 'DISABLED',
      samlProvider: false,
    },
    actions: { enabled_repositories: 'all', allowed_actions: 'all', sha_pinning_required: false },
    workflow: { default_workflow_permissions: 'write', can_approve_pull_request_reviews: false },
    forkApproval: { approval_policy: 'first_time_contributors' },
    immutableReleases: { enforced_repositories: 'none' },
    runnerGroups: [
      { id: 1, name: 'Default', visibility: 'all', allows_public_repositories: false },
      { id: 2, name: 'gpu', visibility: 'selected', allows_public_repositories: false },
    ],
    members: [
      ['ada', 'ADMIN', true],
      ['boris', 'ADMIN', true],
      ['chloe', 'MEMBER', true],
      ['dimitra', 'MEMBER', true],
      ['emeka', 'MEMBER', false],
      ['fatima', 'MEMBER', true],
      ['grzegorz', 'MEMBER', true],
      ['hana', 'MEMBER', true],
      ['ivo', 'MEMBER', false],
    ].map(([login, role, twoFactor]) => ({
      login: String(login),
      role: role as DemoMember['role'],
      twoFactor: Boolean(twoFactor),
    })),
    outside: [
      { login: 'contractor-kay', twoFactor: true },
      { login: 'agency-lou', twoFactor: false },
    ],
    hooks: [
      {
        id: 1,
        active: true,
        events: ['push'],
        config: {
          url: 'https://ci.aurora.example/hooks/github',
          insecure_ssl: '0',
          content_type: 'json',
          secret: '********',
        },
      },
      {
        id: 2,
        active: true,
        events: ['*'],
        config: {
          url: 'http://legacy.aurora.example/hook',
          insecure_ssl: '1',
          content_type: 'form',
        },
      },
    ],
    installations: [
      {
        id: 11,
        app_slug: 'build-runner',
        repository_selection: 'selected',
        permissions: { contents: 'read', checks: 'write' },
        suspended_at: null,
      },
      {
        id: 12,
        app_slug: 'stale-bot',
        repository_selection: 'all',
        permissions: { issues: 'write', metadata: 'read' },
        suspended_at: null,
      },
    ],
    rulesets: [
      {
        id: 501,
        name: 'main branches',
        target: 'branch',
        enforcement: 'active',
        bypass_actors: [],
        rules: [{ type: 'pull_request' }, { type: 'non_fast_forward' }, { type: 'deletion' }],
      },
    ],
    repositories: [...named, ...more].slice(0, repositories),
    lacks: [],
    people: ['ada'],
  }
}
