/* Any bytes are a configuration or a list of faults, each with a place and a sentence. */
#include <stdlib.h>
#include <string.h>

#include "agent/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_account(const struct account *account)
{
    int sources = (account->password_file[0] != '\0') +
                  (account->password_command[0] != '\0') +
                  (account->token_command[0] != '\0') +
                  (account->goa_account[0] != '\0') + (account->client_id[0] != '\0');
    if (sources > 1 || account->port == 0 || !strchr(account->address, '@') ||
        account->host[0] == '\0' || account->user[0] == '\0' ||
        account->mailbox[0] == '\0')
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct config_folders folders = {.home = "/home/pat", .file = "."};
    struct config *config = NULL;
    struct config_faults faults = {0};
    if (config_read((const char *)data, size, &folders, &config, &faults)) {
        if (config->count == 0 || faults.count > 0)
            abort();
        for (size_t i = 0; i < config->count; i++)
            check_account(&config->accounts[i]);
    } else if (faults.count == 0 || config) {
        abort();
    }
    for (size_t i = 0; i < faults.count; i++)
        if (faults.at[i].line == 0 || faults.at[i].column == 0 || !*faults.at[i].text)
            abort();
    config_free(config);
    config_faults_free(&faults);
    return 0;
}
