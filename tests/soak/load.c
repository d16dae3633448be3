/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load calls COUNT                            makes getppid(2) that often
 * load flood threads|processes WORKERS REQUEST
 *                                             makes ptrace(REQUEST) of a process that there is not, as often as it can, until it is killed
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <signal.h>
#include <unistd.h>

static long request;

static void *flood(void *unused)
{
	(void)unused;
	for (;;)
		syscall(SYS_ptrace, request, -1, 0, 0);
	return NULL;
}

static int start(int as_threads)
{
	pthread_t thread;

	if (as_threads)
		return pthread_create(&thread, NULL, flood, NULL);
	const pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		flood(NULL);
	}
	return pid < 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "calls") == 0) {
		for (long left = atol(argv[2]); left > 0; left--)
			syscall(SYS_getppid);
		return 0;
	}
	if (argc != 5 || strcmp(argv[1], "flood") != 0)
		return 2;
	request = atol(argv[4]);
	for (int i = 0; i < atoi(argv[3]); i++)
		if (start(strcmp(argv[2], "threads") == 0))
			return 1;
	for (;;)
		pause();
}
