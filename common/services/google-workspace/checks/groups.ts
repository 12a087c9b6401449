import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const groupsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.groups-private',
    title:
      'Group access from outside the organization SHALL be disabled unless explicitly granted by the group owner',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.GROUPS.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-external-access'],
      deviates: 'u.groupsExternalAccess != "DOMAIN_USERS_ONLY"',
    }),
    expected: 'Private',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Select Accessing groups from outside this organization > Private.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.groups-no-external-members',
    title:
      "Group owners' ability to add external members to groups SHOULD be disabled unless necessary for agency mission fulfillment",
    metric: 'external-collaborators-restricted',
    severity: 'medium',
    ...scuba('GWS.GROUPS.1.2v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-external-members'],
      deviates: 'u.groupsExternalMembers != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Uncheck the Allow group owners to add external members checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.groups-no-external-mail',
    title:
      "Group owners' ability to allow external, non-group members to post in the group SHOULD be disabled unless necessary for agency mission fulfillment",
    metric: 'external-communication-restricted',
    severity: 'medium',
    ...scuba('GWS.GROUPS.1.3v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-external-mail'],
      deviates: 'u.groupsExternalMail != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Uncheck the Group owners can allow incoming mail from outside the organization checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.groups-created-by-admins',
    title:
      'Group creation SHOULD be restricted to administrators within the organization unless alternative creators are necessary for agency mission fulfillment',
    metric: 'least-privilege-default',
    severity: 'medium',
    ...scuba('GWS.GROUPS.2.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-creation'],
      deviates: 'u.groupsCreation != "ADMIN_ONLY"',
    }),
    expected: 'Organization admins only',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Select Creating groups > Only organization admins can create groups.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.groups-seen-by-members',
    title: 'The default permission to view conversations SHOULD be set to "All group members."',
    metric: 'least-privilege-default',
    severity: 'medium',
    ...scuba('GWS.GROUPS.3.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-view-default'],
      deviates: 'u.groupsViewDefault != "GROUP_MEMBERS"',
    }),
    expected: 'All group members',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Select Default for permission to view conversations > All group members.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.groups-not-hidden',
    title: 'The ability for groups to be hidden from the directory SHALL be disabled',
    metric: 'member-privileges-restricted',
    severity: 'high',
    ...scuba('GWS.GROUPS.4.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'groups-service',
      reads: ['groups-hiding-by-owners', 'groups-hidden-when-new'],
      deviates: 'u.groupsHidingByOwners != false || u.groupsHiddenWhenNew != false',
    }),
    expected: 'Groups cannot be hidden, new ones are not',
    steps: [
      'Select Apps > Google Workspace > Groups for Business.',
      'Select Sharing settings > Sharing options.',
      'Uncheck the Group owners can hide groups from the directory checkbox.',
      'Ensure that the hide newly created groups from the directory checkbox is not selected.',
    ],
  }),
]
