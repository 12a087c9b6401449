import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Value,
  Yield,
} from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { membersQuery, restrictionsQuery } from './queries.ts'
import {
  Workflow,
  fieldErrors,
  hookOf,
  organizationOf,
  organizationReply,
  reasonOf,
  restList,
} from './reading.ts'

const flag = z.boolean().nullish()
const Organization = z.object({
  two_factor_requirement_enabled: flag,
  default_repository_permission: z.string().nullish(),
  members_can_create_repositories: flag,
  members_can_create_public_repositories: flag,
  members_can_fork_private_repositories: flag,
  members_can_delete_repositories: flag,
  members_can_change_repo_visibility: flag,
  members_can_invite_outside_collaborators: flag,
  members_can_create_teams: flag,
  members_can_create_public_pages: flag,
  members_can_delete_issues: flag,
  web_commit_signoff_required: flag,
  deploy_keys_enabled_for_repositories: flag,
  is_verified: flag,
  login: z.string(),
})
const organizationFields = {
  'two-factor-required': 'two_factor_requirement_enabled',
  'default-repository-permission': 'default_repository_permission',
  'members-can-create-repositories': 'members_can_create_repositories',
  'members-can-create-public-repositories': 'members_can_create_public_repositories',
  'members-can-fork-private-repositories': 'members_can_fork_private_repositories',
  'members-can-delete-repositories': 'members_can_delete_repositories',
  'members-can-change-visibility': 'members_can_change_repo_visibility',
  'members-can-invite-outside-collaborators': 'members_can_invite_outside_collaborators',
  'members-can-create-teams': 'members_can_create_teams',
  'members-can-create-public-pages': 'members_can_create_public_pages',
  'members-can-delete-issues': 'members_can_delete_issues',
  'web-commit-signoff-required': 'web_commit_signoff_required',
  'deploy-keys-enabled': 'deploy_keys_enabled_for_repositories',
  'domain-verified': 'is_verified',
} as const satisfies Record<string, keyof z.infer<typeof Organization>>
const Permissions = z.object({
  enabled_repositories: z.string().nullish(),
  allowed_actions: z.string().nullish(),
  sha_pinning_required: flag,
})
const ForkApproval = z.object({ approval_policy: z.string() })
const Login = z.object({ login: z.string() })
const Installations = z.object({
  installations: z.array(
    z.object({
      app_slug: z.string(),
      repository_selection: z.string(),
      permissions: z.record(z.string(), z.string()),
      suspended_at: z.string().nullish(),
    }),
  ),
})
const RulesetSummary = z.object({ id: z.number() })
const Ruleset = z.object({
  id: z.number(),
  name: z.string(),
  enforcement: z.string(),
  target: z.string().nullish(),
  bypass_actors: z
    .array(z.object({ actor_type: z.string(), bypass_mode: z.string().default('always') }))
    .nullish(),
  rules: z
    .array(
      z.object({
        type: z.string(),
        parameters: z
          .looseObject({ dismissal_restriction: z.object({ enabled: z.boolean() }).nullish() })
          .nullish(),
      }),
    )
    .nullish(),
})
const Defaults = z.array(
  z.object({
    default_for_new_repos: z.string().nullish(),
    configuration: z
      .object({
        name: z.string().nullish(),
        secret_scanning: z.string().nullish(),
        secret_scanning_push_protection: z.string().nullish(),
        dependabot_alerts: z.string().nullish(),
      })
      .nullish(),
  }),
)
const Members = z.object({
  organization: z.object({
    membersWithRole: z.object({
      totalCount: z.number(),
      edges: z
        .array(
          z
            .object({
              role: z.string().nullable(),
              // An older server does not have it.
              hasTwoFactorEnabled: z.boolean().nullish(),
              node: z.object({ login: z.string() }).nullable(),
            })
            .nullable(),
        )
        .nullable(),
    }),
  }),
})
const Restrictions = z.object({
  addresses: z.object({ ipAllowListEnabledSetting: z.string() }).nullish(),
  notifications: z.object({ notificationDeliveryRestrictionEnabledSetting: z.string() }).nullish(),
  identity: z.object({ samlIdentityProvider: z.object({}).nullable() }).nullish(),
})
const ImmutableReleases = z.object({ enforced_repositories: z.string() })
const RunnerGroup = z.object({
  name: z.string(),
  visibility: z.string(),
  allows_public_repositories: z.boolean().nullish(),
})

const setting = (name: string): string => `github.organization.${name}`

/**
 * GitHub leaves out (or nulls) what the credential may not see: null is unknown here, not "off".
 */
function* told(
  { target }: CollectorContext,
  values: Readonly<Record<string, Value | undefined>>,
  evidence: EvidenceHandle,
): Iterable<Yield> {
  const resource = { type: 'organization', id: organizationOf(target) }
  for (const [name, value] of Object.entries(values)) {
    yield value === null || value === undefined
      ? {
          kind: 'unobserved',
          resource,
          setting: setting(name),
          reason: 'forbidden',
          why: said('github-owner-only'),
          evidence: [evidence],
        }
      : { kind: 'value', resource, setting: setting(name), value, evidence: [evidence] }
  }
}

/** A page of a list, mapped: an empty one is evidence as well. */
type Mapped = { readonly values: readonly Value[]; readonly evidence: EvidenceHandle }

async function* whole(
  context: CollectorContext,
  name: string,
  pages: AsyncIterable<Mapped>,
): AsyncIterable<Yield> {
  const value: Value[] = []
  const evidence = new Set<EvidenceHandle>()
  for await (const page of pages) {
    value.push(...page.values)
    evidence.add(page.evidence)
  }
  yield {
    kind: 'value',
    resource: { type: 'organization', id: organizationOf(context.target) },
    setting: setting(name),
    value,
    evidence: [...evidence],
  }
}

async function* oneList(
  context: CollectorContext,
  path: string,
  map: (item: unknown) => Value,
  personal = false,
): AsyncIterable<Mapped> {
  for await (const { items, evidence } of restList(context, path, personal))
    yield { values: items.map(map), evidence }
}

export const organizationParts: readonly CollectorPart[] = [
  {
    id: 'organization',
    settings: Object.keys(organizationFields).map(setting),
    async *collect(context) {
      const reply = await organizationReply(context)
      const body = Organization.parse(reply.body)
      yield {
        kind: 'resource',
        resource: { type: 'organization', id: organizationOf(context.target), name: body.login },
        evidence: [reply.evidence],
      }
      yield* told(
        context,
        Object.fromEntries(
          Object.entries(organizationFields).map(([name, field]) => [name, body[field]]),
        ),
        reply.evidence,
      )
    },
  },
  {
    id: 'actions',
    settings: [
      'actions-enabled-repositories',
      'actions-allowed',
      'actions-sha-pinning-required',
    ].map(setting),
    async *collect(context) {
      const reply = await context.api.get(
        `/orgs/${organizationOf(context.target)}/actions/permissions`,
      )
      const body = Permissions.parse(reply.body)
      // Where Actions are off there is no "allowed actions": nothing runs.
      const allowed = body.enabled_repositories === 'none' ? 'none' : body.allowed_actions
      yield* told(
        context,
        {
          'actions-enabled-repositories': body.enabled_repositories,
          'actions-allowed': allowed,
          'actions-sha-pinning-required': body.sha_pinning_required,
        },
        reply.evidence,
      )
    },
  },
  {
    id: 'workflow token',
    settings: ['workflow-token-permission', 'workflow-can-approve-reviews'].map(setting),
    async *collect(context) {
      const reply = await context.api.get(
        `/orgs/${organizationOf(context.target)}/actions/permissions/workflow`,
      )
      const body = Workflow.parse(reply.body)
      yield* told(
        context,
        {
          'workflow-token-permission': body.default_workflow_permissions,
          'workflow-can-approve-reviews': body.can_approve_pull_request_reviews,
        },
        reply.evidence,
      )
    },
  },
  {
    id: 'fork approval',
    settings: [setting('fork-approval-policy')],
    async *collect(context) {
      const reply = await context.api.get(
        `/orgs/${organizationOf(context.target)}/actions/permissions/fork-pr-contributor-approval`,
      )
      yield* told(
        context,
        { 'fork-approval-policy': ForkApproval.parse(reply.body).approval_policy },
        reply.evidence,
      )
    },
  },
  {
    id: 'members',
    settings: [setting('members')],
    async *collect(context) {
      async function* items() {
        let shown = 0
        let last: { readonly total: number; readonly evidence: EvidenceHandle } | null = null
        for await (const reply of context.api.graphqlPages(
          membersQuery,
          { org: organizationOf(context.target) },
          { connection: 'organization.membersWithRole', first: 100, most: 100 },
          { personal: true },
        )) {
          fieldErrors(reply, ['organization', 'membersWithRole'])
          const { edges, totalCount } = Members.parse(reply.data).organization.membersWithRole
          const values = (edges ?? []).flatMap(edge =>
            edge?.node
              ? [
                  {
                    login: edge.node.login,
                    role: edge.role,
                    twoFactor: edge.hasTwoFactorEnabled ?? null,
                  },
                ]
              : [],
          )
          yield { values, evidence: reply.evidence }
          shown += values.length
          last = { total: totalCount, evidence: reply.evidence }
        }
        if (last && shown < last.total)
          throw new Unreadable(
            'forbidden',
            said('github-members-hidden', { shown, total: last.total }),
            [last.evidence],
          )
      }
      yield* whole(context, 'members', items())
    },
  },
  {
    id: 'outside collaborators',
    settings: [setting('outside-collaborators')],
    collect: context =>
      whole(
        context,
        'outside-collaborators',
        oneList(context, 'outside_collaborators', item => Login.parse(item).login, true),
      ),
  },
  {
    id: 'outside collaborators without second factor',
    settings: [setting('outside-collaborators-without-two-factor')],
    collect: context =>
      whole(
        context,
        'outside-collaborators-without-two-factor',
        oneList(
          context,
          'outside_collaborators?filter=2fa_disabled',
          item => Login.parse(item).login,
          true,
        ),
      ),
  },
  {
    id: 'webhooks',
    settings: [setting('webhooks')],
    collect: context => whole(context, 'webhooks', oneList(context, 'hooks', hookOf)),
  },
  {
    id: 'installed apps',
    settings: [setting('installed-apps')],
    collect: context =>
      whole(
        context,
        'installed-apps',
        (async function* () {
          for await (const { items, evidence } of context.api.pages(
            `/orgs/${organizationOf(context.target)}/installations?per_page=100`,
            { style: 'link-header', items: 'installations' },
          )) {
            yield {
              evidence,
              values: Installations.parse({ installations: items }).installations.map(app => ({
                slug: app.app_slug,
                repositories: app.repository_selection,
                suspended: Boolean(app.suspended_at),
                writes: Object.entries(app.permissions)
                  .filter(([, level]) => level !== 'read')
                  .map(([name]) => name)
                  .sort(),
              })),
            }
          }
        })(),
      ),
  },
  {
    id: 'rulesets',
    settings: [setting('rulesets')],
    // Lists are summaries without bypass actors, and GraphQL cannot express them all: one call a
    // ruleset of the organization, none a repository.
    collect: context =>
      whole(
        context,
        'rulesets',
        (async function* () {
          for await (const { items, evidence } of restList(context, 'rulesets', false)) {
            yield { values: [], evidence }
            for (const item of items) {
              const reply = await context.api.get(
                `/orgs/${organizationOf(context.target)}/rulesets/${RulesetSummary.parse(item).id}`,
              )
              const {
                id,
                name,
                enforcement,
                target,
                bypass_actors: actors,
                rules,
              } = Ruleset.parse(reply.body)
              yield {
                values: [
                  {
                    id,
                    name,
                    enforcement,
                    target: target ?? null,
                    bypass:
                      actors?.map(actor => ({ kind: actor.actor_type, mode: actor.bypass_mode })) ??
                      null,
                    restrictsDismissals:
                      rules?.some(
                        rule => rule.parameters?.dismissal_restriction?.enabled === true,
                      ) ?? null,
                  },
                ],
                evidence: reply.evidence,
              }
            }
          }
        })(),
      ),
  },
  {
    id: 'security defaults',
    settings: [setting('security-defaults')],
    collect: context =>
      whole(
        context,
        'security-defaults',
        (async function* () {
          const reply = await context.api.get(
            `/orgs/${organizationOf(context.target)}/code-security/configurations/defaults`,
          )
          const defaults = Defaults.parse(reply.body)
          // What a configuration does not say of itself is not switched off.
          if (
            defaults.some(
              ({ configuration: of }) =>
                typeof of?.secret_scanning !== 'string' ||
                typeof of.secret_scanning_push_protection !== 'string',
            )
          )
            throw new Unreadable('not-found', said('not-in-reply'), [reply.evidence])
          yield {
            evidence: reply.evidence,
            values: defaults.map(({ default_for_new_repos: applies, configuration }) => ({
              defaultFor: applies ?? 'none',
              configuration: configuration?.name ?? '',
              secretScanning: configuration?.secret_scanning ?? null,
              pushProtection: configuration?.secret_scanning_push_protection ?? null,
              dependabotAlerts: configuration?.dependabot_alerts ?? null,
            })),
          }
        })(),
      ),
  },
  {
    id: 'restrictions',
    settings: ['ip-allow-list', 'notification-restriction', 'saml-provider'].map(setting),
    async *collect(context) {
      const reply = await context.api.graphql(restrictionsQuery, {
        org: organizationOf(context.target),
      })
      // Each stands for itself: an error at one is its own.
      fieldErrors(reply, [])
      const { addresses, notifications, identity } = Restrictions.parse(reply.data)
      const told = {
        'ip-allow-list': ['addresses', addresses?.ipAllowListEnabledSetting],
        'notification-restriction': [
          'notifications',
          notifications?.notificationDeliveryRestrictionEnabledSetting,
        ],
        // Null where there is none, and where it is not shown.
        'saml-provider': ['identity', identity?.samlIdentityProvider ? true : undefined],
      } as const
      for (const [name, [field, value]] of Object.entries(told)) {
        const error = reply.errors.find(({ path }) => path?.[0] === field)
        const hidden = field === 'identity' ? 'github-none-or-hidden' : 'github-owner-only'
        yield {
          resource: { type: 'organization', id: organizationOf(context.target) },
          setting: setting(name),
          evidence: [reply.evidence],
          ...(error
            ? {
                kind: 'unobserved',
                reason: reasonOf(error),
                why: said('told', { message: error.message }),
              }
            : value === undefined
              ? { kind: 'unobserved', reason: 'forbidden', why: said(hidden) }
              : { kind: 'value', value }),
        }
      }
    },
  },
  {
    id: 'immutable releases',
    settings: [setting('immutable-releases')],
    async *collect(context) {
      const reply = await context.api.get(
        `/orgs/${organizationOf(context.target)}/settings/immutable-releases`,
      )
      const { enforced_repositories: enforced } = ImmutableReleases.parse(reply.body)
      yield* told(context, { 'immutable-releases': enforced }, reply.evidence)
    },
  },
  {
    id: 'runner groups',
    settings: [setting('runner-groups')],
    collect: context =>
      whole(
        context,
        'runner-groups',
        (async function* () {
          for await (const { items, evidence } of context.api.pages(
            `/orgs/${organizationOf(context.target)}/actions/runner-groups?per_page=100`,
            { style: 'link-header', items: 'runner_groups' },
          )) {
            yield {
              evidence,
              values: z
                .array(RunnerGroup)
                .parse(items)
                .map(({ name, visibility, allows_public_repositories: open }) => ({
                  name,
                  visibility,
                  publicRepositories: open ?? null,
                })),
            }
          }
        })(),
      ),
  },
]
