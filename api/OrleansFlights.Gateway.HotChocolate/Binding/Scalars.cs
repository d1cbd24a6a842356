using System.Text.Json;
using HotChocolate.Features;
using HotChocolate.Language;
using HotChocolate.Text.Json;
using HotChocolate.Types;
using OrleansFlights.Gateway.Resolvers;

namespace OrleansFlights.Gateway.HotChocolate.Binding;

/// <summary>The scalar <c>Long</c> as the contract describes it.</summary>
internal sealed class LongScalar : LongType
{
    public const string TypeName = "Long";

    public LongScalar(string? description)
        : base(TypeName, description, bind: BindingBehavior.Implicit) => SpecifiedBy = null;

    protected override bool ApplySerializeAsToScalars => false;
}

/// <summary>The scalar <c>DateTime</c>: an instant in RFC 3339, given with any offset, answered in UTC.</summary>
internal sealed class InstantScalar : ScalarType<DateTimeOffset, StringValueNode>
{
    public const string TypeName = "DateTime";

    public InstantScalar(string? description)
        : base(TypeName, BindingBehavior.Implicit) => Description = description;

    protected override bool ApplySerializeAsToScalars => false;

    protected override DateTimeOffset OnCoerceInputLiteral(StringValueNode valueLiteral) => InstantText.Parse(valueLiteral.Value);

    protected override DateTimeOffset OnCoerceInputValue(JsonElement inputValue, IFeatureProvider context) =>
        InstantText.Parse(inputValue.GetString()!);

    protected override void OnCoerceOutputValue(DateTimeOffset runtimeValue, ResultElement resultValue) =>
        resultValue.SetStringValue(InstantText.Of(runtimeValue));

    protected override StringValueNode OnValueToLiteral(DateTimeOffset runtimeValue) => new(InstantText.Of(runtimeValue));
}
