"""Who may sign in at the desk: a Cognito user pool with its groups, managed login, and the desk as its client.

People are admitted by an administrator and never by themselves, and sign in with a second factor. The pool is kept
when the stack goes.
"""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.cdk.context import StackContext
from infra.cdk.nag import acknowledge

GROUPS = {
    "agents": "Work the queue of their accounts",
    "supervisors": "Steer: hours, texts, targets, incidents, people",
    "operators": "See the health of the stack",
}


@dataclass(frozen=True)
class Login:
    """Where the desk sends people, and whose tokens it believes."""

    url: str
    issuer: str
    client_id: str
    pool_id: str


def login(scope: Construct, context: StackContext, desk_url: str) -> Login:
    """The pool with its managed login for a desk at `desk_url`."""
    stage = context.stage
    pool = cognito.UserPool(
        scope,
        "People",
        user_pool_name=f"centralita-{stage}",
        sign_in_aliases=cognito.SignInAliases(email=True),
        sign_in_case_sensitive=False,
        self_sign_up_enabled=False,
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        mfa=cognito.Mfa.REQUIRED if context.mfa == "required" else cognito.Mfa.OPTIONAL,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        password_policy=cognito.PasswordPolicy(
            min_length=12,
            require_lowercase=True,
            require_uppercase=True,
            require_digits=True,
            require_symbols=True,
            temp_password_validity=cdk.Duration.days(3),
        ),
        standard_attributes=cognito.StandardAttributes(
            email=cognito.StandardAttribute(required=True, mutable=True),
            fullname=cognito.StandardAttribute(required=False, mutable=True),
        ),
        feature_plan=cognito.FeaturePlan.ESSENTIALS,
        deletion_protection=context.kept,
        removal_policy=context.removal,
    )
    acknowledge(
        pool,
        "AwsSolutions-COG8",
        "Threat protection costs four times as much a person; people are admitted by hand and have a second factor",
    )
    if context.mfa == "optional":
        acknowledge(pool, "AwsSolutions-COG2", "The operator chose so: -c mfa=optional")
    for name, description in GROUPS.items():
        pool.add_group(f"{name.capitalize()}Group", group_name=name, description=description)
    domain = pool.add_domain(
        "LoginDomain",
        # Names of domains are of the whole region: the account's number makes ours our own.
        cognito_domain=cognito.CognitoDomainOptions(
            domain_prefix=f"centralita-{stage}-{cdk.Aws.ACCOUNT_ID}",
        ),
        managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    )
    client = pool.add_client(
        "DeskClient",
        # A public client: the code is worth nothing without the verifier, which stays in the desk's table.
        generate_secret=False,
        auth_flows=cognito.AuthFlow(),
        o_auth=cognito.OAuthSettings(
            flows=cognito.OAuthFlows(authorization_code_grant=True),
            scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
            callback_urls=[f"{desk_url}/desk/signed-in"],
            logout_urls=[f"{desk_url}/desk/sign-in"],
        ),
        supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
        prevent_user_existence_errors=True,
        id_token_validity=cdk.Duration.minutes(10),
        access_token_validity=cdk.Duration.minutes(10),
        refresh_token_validity=cdk.Duration.hours(1),
    )
    cognito.CfnManagedLoginBranding(
        scope,
        "LoginLook",
        user_pool_id=pool.user_pool_id,
        client_id=client.user_pool_client_id,
        use_cognito_provided_values=True,
    )
    return Login(
        url=domain.base_url(),
        issuer=f"https://cognito-idp.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}/{pool.user_pool_id}",
        client_id=client.user_pool_client_id,
        pool_id=pool.user_pool_id,
    )
