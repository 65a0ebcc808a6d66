import { equipment } from '#shared/contracts/equipment.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createPackage,
  listChoices,
  listPackageHistory,
  listPackages,
  removePackage,
  savePackage,
} from './equipment.packages.ts'
import {
  addEquipment,
  addPackage,
  changeEquipment,
  changeSeveral,
  listDeviceHistory,
  readDevice,
  readEquipment,
  removeEquipment,
} from './equipment.service.ts'

export const equipmentModule = (): Module =>
  module('equipment', equipment, {
    list: readEquipment,
    get: readDevice,
    history: listDeviceHistory,
    choices: listChoices,
    create: addEquipment,
    addPackage,
    bulk: changeSeveral,
    update: changeEquipment,
    remove: removeEquipment,
    packages: listPackages,
    createPackage,
    savePackage,
    packageHistory: listPackageHistory,
    removePackage,
  })
