import { workflows } from '#shared/contracts/workflows.ts'
import { type Module, module } from '#server/http/module.ts'
import type { AfterSave, AtCreation } from '../customers/customers.service.ts'
import { endEnrolment, enrol, finishStep, listEnrolments, openEnrolment } from './workflows.enrolments.ts'
import { convertByWorkflow, makeCustomer } from './workflows.making.ts'
import {
  createWorkflow,
  listOffered,
  listWorkflowHistory,
  listWorkflows,
  removeWorkflow,
  saveWorkflow,
  sortWorkflows,
} from './workflows.service.ts'

type Surroundings = { afterSave: AfterSave; atCreation: AtCreation }

export const workflowsModule = ({ afterSave, atCreation }: Surroundings): Module =>
  module('workflows', workflows, {
    list: listWorkflows,
    create: createWorkflow,
    save: saveWorkflow,
    remove: removeWorkflow,
    sort: sortWorkflows,
    history: listWorkflowHistory,
    offered: listOffered,
    createCustomer: (ctx, db, input) => makeCustomer(ctx, db, input, atCreation),
    enrol,
    ofCustomer: listEnrolments,
    open: openEnrolment,
    convert: (ctx, db, input) => convertByWorkflow(ctx, db, input, afterSave),
    finishStep,
    end: endEnrolment,
  })
