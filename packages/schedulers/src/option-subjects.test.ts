import { expect, test } from "vitest";
import { isPlainConstraint, subjectsOfOptions } from "./option-subjects.ts";
import { splitOptionWords } from "./option-words.ts";
import type { OptionSubject, SchedulerKind } from "./scheduler.ts";

const wide: OptionSubject[] = ["queue", "account", "qos", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"];

test.each<[SchedulerKind, string, OptionSubject[]]>([
  ["slurm", "--gres=gpu:1 --comment 'for -t 9'", []],
  ["slurm", "-p long", ["queue"]],
  ["slurm", "-plong", ["queue"]],
  ["slurm", "-Hplong", ["queue"]],
  ["slurm", "--partition=long", ["queue"]],
  ["slurm", "--part long -A x", ["queue", "account"]],
  // Which options take a value, a plugin of the site decides too.
  ["slurm", "--comment -p", ["queue"]],
  ["slurm", "--of-the-site -plong", ["queue"]],
  ["slurm", "--verb -plong", ["queue"]],
  ["slurm", "--stepmgr -t9", ["wallTimeSeconds"]],
  ["slurm", "--export=ALL,BASH_ENV=/x", ["variables"]],
  ["slurm", "--time 9 --mem-per-cpu=1G", ["wallTimeSeconds", "memoryMb"]],
  ["slurm", "-N 4 --exclusive", ["cpus", "cpus"]],
  ["slurm", "--qos=vip -C ssd -w node1", ["qos", "constraint", "constraint"]],
  ["slurm", "--signal=B:USR2@60", ["noticeSeconds"]],
  ["pbs", "-q long", ["queue"]],
  ["pbs", "-V -Ahome", ["account"]],
  ["pbs", "-W group_list=x", ["account"]],
  ["torque", "-Wx=QOS:vip", wide],
  ["pbs", "-W umask=22,x=QOS:vip", wide],
  ["moab", "-l signal=USR2@60", ["noticeSeconds", "memoryMb", "cpus", "constraint", "qos"]],
  ["pbs", "-W umask=22 -v A=1", ["variables"]],
  ["pbs", "-m abe", []],
  ["torque", "-L tasks=1:lprocs=64:memory=900gb", ["memoryMb", "cpus", "constraint"]],
  ["torque", "-l storage=gdata/ab12", ["constraint"]],
  ["pbs", "-l place=excl", ["cpus", "constraint"]],
  ["pbs", "-l storage=gdata/ab12,ngpus=1", ["constraint", "memoryMb", "cpus", "qos"]],
  ["pbs", "-l select=1,WallTime=9", ["wallTimeSeconds", "memoryMb", "cpus", "constraint", "qos"]],
  ["moab", "-lwalltime=1", ["wallTimeSeconds"]],
  ["pbs", "-hl walltime=1", ["wallTimeSeconds"]],
  ["moab", "-l wclimit=1", ["wallTimeSeconds", "memoryMb", "cpus", "constraint", "qos"]],
  ["torque", "-l prologue=/x", ["preRunScript", "memoryMb", "cpus", "constraint", "qos"]],
  ["lsf", "-q long -P x", ["queue", "account"]],
  ["lsf", "-W 10 -M 4GB -n 4", ["wallTimeSeconds", "memoryMb", "cpus"]],
  ["lsf", "-Jd 'hello'", []],
  ["lsf", "-env A=1 -E /x -Ep /y", ["variables", "preRunScript", "postRunScript"]],
  ["lsf", "-R 'select[x] rusage[mem=1]'", ["memoryMb", "cpus", "constraint"]],
  ["grid-engine", "-q all.q -P x -pe smp 4", ["queue", "account", "cpus"]],
  ["grid-engine", "-l h_rt=9", ["queue", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"]],
  ["grid-engine", "-m ea", []],
  ["grid-engine", "-v A=1", ["variables"]],
  [
    ...(["grid-engine", "-jsv /x"] as const),
    [
      ...(["queue", "account", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"] as const),
      ...(["variables", "preRunScript", "postRunScript"] as const),
    ],
  ],
  ["local", "-q x", []],
])("%s: %s decides about %j", (kind, text, subjects) => {
  expect([...subjectsOfOptions(kind, splitOptionWords(text))]).toEqual([...new Set(subjects)]);
});

test.each<[SchedulerKind, string, boolean]>([
  ["slurm", "[rack1|rack2]&ssd", true],
  ["pbs", "ssd", true],
  ["pbs", "host=n17", true],
  ["pbs", "ssd:mem=900gb", false],
  ["pbs", "ssd+10:ncpus=64", false],
  ["pbs", "ncpus=64", false],
  ["torque", "pvmem=9gb", false],
  ["lsf", "ssd", true],
  ["lsf", "ssd] rusage[mem=9000", false],
  ["grid-engine", "gpu=1", true],
  ["grid-engine", "gpu=1,h_vmem=900G", false],
  ["grid-engine", "h_rt=99:0:0", false],
  ["grid-engine", "mf=900G", false],
  ["grid-engine", "p=64", false],
])("%s: the constraint %s is only one: %s", (kind, constraint, isPlain) => {
  expect(isPlainConstraint(kind, constraint)).toBe(isPlain);
});
