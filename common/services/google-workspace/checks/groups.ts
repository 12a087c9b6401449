import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const groupsChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'groups-private', policy: 'GWS.GROUPS.1.1v1', criticality: 'SHALL', metric: 'external-sharing-restricted', severity: 'high',
    title: 'Group access from outside the organization SHALL be disabled unless explicitly granted by the group owner',
    service: 'groups-service', reads: ['groups-external-access'],
    deviates: 'u.groupsExternalAccess != "DOMAIN_USERS_ONLY"',
    expected: 'Private',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Select Accessing groups from outside this organization > Private.'],
  }),
  unitCheck({
    name: 'groups-no-external-members', policy: 'GWS.GROUPS.1.2v1', criticality: 'SHOULD', metric: 'external-collaborators-restricted', severity: 'medium',
    title: 'Group owners\' ability to add external members to groups SHOULD be disabled unless necessary for agency mission fulfillment',
    service: 'groups-service', reads: ['groups-external-members'],
    deviates: 'u.groupsExternalMembers != false',
    expected: 'Off',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Uncheck the Allow group owners to add external members checkbox.'],
  }),
  unitCheck({
    name: 'groups-no-external-mail', policy: 'GWS.GROUPS.1.3v1', criticality: 'SHOULD', metric: 'external-communication-restricted', severity: 'medium',
    title: 'Group owners\' ability to allow external, non-group members to post in the group SHOULD be disabled unless necessary for agency mission fulfillment',
    service: 'groups-service', reads: ['groups-external-mail'],
    deviates: 'u.groupsExternalMail != false',
    expected: 'Off',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Uncheck the Group owners can allow incoming mail from outside the organization checkbox.'],
  }),
  unitCheck({
    name: 'groups-created-by-admins', policy: 'GWS.GROUPS.2.1v1', criticality: 'SHOULD', metric: 'least-privilege-default', severity: 'medium',
    title: 'Group creation SHOULD be restricted to administrators within the organization unless alternative creators are necessary for agency mission fulfillment',
    service: 'groups-service', reads: ['groups-creation'],
    deviates: 'u.groupsCreation != "ADMIN_ONLY"',
    expected: 'Organization admins only',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Select Creating groups > Only organization admins can create groups.'],
  }),
  unitCheck({
    name: 'groups-seen-by-members', policy: 'GWS.GROUPS.3.1v1', criticality: 'SHOULD', metric: 'least-privilege-default', severity: 'medium',
    title: 'The default permission to view conversations SHOULD be set to "All group members."',
    service: 'groups-service', reads: ['groups-view-default'],
    deviates: 'u.groupsViewDefault != "GROUP_MEMBERS"',
    expected: 'All group members',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Select Default for permission to view conversations > All group members.'],
  }),
  unitCheck({
    name: 'groups-not-hidden', policy: 'GWS.GROUPS.4.1v1', criticality: 'SHALL', metric: 'member-privileges-restricted', severity: 'high',
    title: 'The ability for groups to be hidden from the directory SHALL be disabled',
    service: 'groups-service', reads: ['groups-hiding-by-owners', 'groups-hidden-when-new'],
    deviates: 'u.groupsHidingByOwners != false || u.groupsHiddenWhenNew != false',
    expected: 'Groups cannot be hidden, new ones are not',
    steps: ['Select Apps > Google Workspace > Groups for Business.', 'Select Sharing settings > Sharing options.', 'Uncheck the Group owners can hide groups from the directory checkbox.', 'Ensure that the hide newly created groups from the directory checkbox is not selected.'],
  }),
]
