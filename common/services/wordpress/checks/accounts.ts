import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

export const accountChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'wordpress.site.administrators-few',
    title: 'Few accounts are administrators, and not only one',
    metric: 'administrators-number',
    severity: 'medium',
    reads: ['administrators'],
    test: 'size(administrators) >= 2 && size(administrators) <= target',
    expected: 'Two to five administrators',
    steps: [
      'Open Users > All Users and choose Administrator',
      'Give those who do not administer the Editor role, or name a second administrator',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.user.name-not-guessable',
    title: 'No administrator has a name that attackers try first',
    metric: 'privileged-accounts-separate',
    severity: 'medium',
    reads: ['username', 'roles'],
    when: '"administrator" in roles',
    test: '!(username in ["admin", "administrator", "root", "test", "wordpress"])',
    expected: "An administrator's login name that is not a common word",
    steps: [
      'Open Users > Add New and make an administrator with another name',
      'Log in as that one, then delete the old account and attribute its content to the new one',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.user.application-passwords-in-use',
    title: 'Application passwords are in use, or gone',
    metric: 'access-token-idle-days',
    severity: 'medium',
    reads: ['application-passwords'],
    when: 'size(applicationPasswords) > 0',
    test: 'applicationPasswords.all(p, now - timestamp(p.lastUsed == null ? p.created : p.lastUsed) < days(target))',
    expected: 'Every application password was used within 90 days',
    rationale: 'An application password never expires and skips the second factor.',
    steps: ['Open Users, then the account', 'Under Application Passwords, revoke those not used'],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.user.application-passwords-renewed',
    title: 'Application passwords are renewed yearly',
    metric: 'access-token-lifetime',
    severity: 'low',
    reads: ['application-passwords'],
    when: 'size(applicationPasswords) > 0',
    test: 'applicationPasswords.all(p, now - timestamp(p.created) < days(target))',
    expected: 'No application password is older than a year',
    steps: [
      'Open Users, then the account',
      'Under Application Passwords, make a new one, give it to the application, revoke the old one',
    ],
    seen: '2026-11-23',
  }),
]
