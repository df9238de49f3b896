import foreplan = require('foreplan');

const id: string | null | undefined = foreplan.parse('').job?.ID;
export = id;
